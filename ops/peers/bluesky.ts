import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startEmbeddedPostgres } from "@/db/embedded";
import { installPeers } from "./install";

export interface BlueskyPerson {
  handle: string;
  did: string;
  password: string;
  appPassword: string;
}
export interface BlueskyNetwork {
  /** The personal data server; it relays reading calls to the AppView. */
  url: string;
  people: { ana: BlueskyPerson; bob: BlueskyPerson };
}

const linesKept = 40;

/** Start the official network: directory, data servers, AppView, moderation, on a Postgres of its own. */
export async function startBlueskyNetwork(): Promise<BlueskyNetwork & { stop(): Promise<void> }> {
  const { folder, node } = installPeers();
  const database = await startEmbeddedPostgres({
    folder: mkdtempSync(join(tmpdir(), "publify-peers-")),
    settings: ["fsync=off", "max_connections=200"],
  });
  const script = join(folder, "bluesky-network.mjs");
  copyFileSync(join(import.meta.dirname, "bluesky-network.mjs"), script);
  const child = spawn(node, [script, database.adminUrl], {
    cwd: folder,
    // The AppView's constructor asks for a Redis address; nothing in this setup connects to it.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      REDIS_HOST: "127.0.0.1:1",
      LOG_ENABLED: "false",
      NODE_ENV: "test",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await exited;
    clearTimeout(killer);
    await database.destroy();
  };
  try {
    const network = await new Promise<BlueskyNetwork>((resolve, reject) => {
      const seen: string[] = [];
      const watch = (line: string) => {
        seen.push(line);
        if (seen.length > linesKept) seen.shift();
        if (line.startsWith("READY ")) resolve(JSON.parse(line.slice("READY ".length)) as BlueskyNetwork);
      };
      createInterface(child.stdout).on("line", watch);
      createInterface(child.stderr).on("line", watch);
      child.once("error", reject);
      void exited.then(() => reject(new Error(`The Bluesky network stopped:\n${seen.join("\n")}`)));
    });
    return { ...network, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
