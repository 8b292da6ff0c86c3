import type { TestProject } from "vitest/node";
import { type BlueskyNetwork, startBlueskyNetwork } from "~/ops/peers/bluesky";

declare module "vitest" {
  interface ProvidedContext {
    bluesky: BlueskyNetwork;
  }
}

/** Start the real servers once for the run. */
export default async function setup(project: TestProject) {
  const { stop, url, people } = await startBlueskyNetwork();
  project.provide("bluesky", { url, people });
  return stop;
}
