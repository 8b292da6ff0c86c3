import { afterEach, expect, test } from "vitest";
import { stoppingSignal } from "@/platform/stopping";
import { deferStop } from "./product";
import { Shutdown } from "./shutdown";

const slot = globalThis as unknown as Record<string, unknown>;
afterEach(() => {
  delete slot.publifyRuntime;
  delete slot.publifyStopping;
});

test("a product that is asked to stop takes no more posts while requests finish, and its platform ends after them", async () => {
  const seen: string[] = [];
  const see = (what: string) => void seen.push(`${what}${stoppingSignal().aborted ? ", stopping" : ""}`);
  const part = (what: string) => ({
    close: async () => see(what),
  });
  slot.publifyRuntime = Promise.resolve({ stop: async () => see("platform") });
  const shutdown = new Shutdown();
  const running = { application: part("pages"), requests: part("requests"), announceStop: () => see("told") };
  deferStop(shutdown, running);
  see("running");
  await shutdown.close();
  expect(seen).toEqual([
    "running",
    "told, stopping",
    "requests, stopping",
    "platform, stopping",
    "pages, stopping",
  ]);
});
