import { readFileSync, rmSync, writeFileSync } from "node:fs";
import pg from "pg";
import { z } from "zod";

/** One instance per data folder; the number only has to differ from the other advisory locks of the product. */
const instanceLock = 7_236_400;

const running = z.object({ pid: z.number(), url: z.string() });
export type Running = z.output<typeof running>;

export interface InstanceLock {
  /** Tell the next instance that waiting a moment is worth it. */
  announceStop(): void;
  /** Stop the server with the lock still held, so that no other instance settles on a server that is about to go. */
  releaseAfter(stopServer: () => Promise<void>): Promise<void>;
}

const releaseWaitMs = 20_000;
const refuseAfterMs = 1_500;
const retryMs = 100;

/** Who holds the folder, when that process lives: none is named while one stops, or was killed a moment ago. */
function findHolder(file: string): Running | null {
  try {
    const holder = running.parse(JSON.parse(readFileSync(file, "utf8")));
    process.kill(holder.pid, 0);
    return holder;
  } catch {
    return null;
  }
}

const tryLock = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
    instanceLock,
  ]);
  return rows[0]?.locked ?? false;
};

/** Lock at once, or after the instance that is stopping has stopped. @throws Error when a live one holds the folder. */
async function acquire(client: pg.Client, file: string, data: string): Promise<void> {
  const start = Date.now();
  while (!(await tryLock(client))) {
    const holder = findHolder(file);
    // A live one may be about to notice that its terminal is gone.
    if (Date.now() - start > (holder ? refuseAfterMs : releaseWaitMs))
      throw new Error(
        `Publify already runs on this data (${data})${holder ? ` at ${holder.url} (process ${holder.pid})` : ""}. ` +
          "Stop it first, or set PUBLIFY_DATA to another folder.",
      );
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/**
 * Hold the data folder for the life of this process, by a session lock that Postgres frees when the process dies.
 * @throws Error when another instance holds it; that one is not disturbed.
 */
export async function lockInstance(
  databaseUrl: string,
  file: string,
  self: Running & { data: string },
  onLost: (error: Error) => void,
): Promise<InstanceLock> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
  let held = false;
  const lost = () => {
    if (held) onLost(new Error("The database stopped under the application."));
    held = false;
  };
  client.on("error", lost);
  client.on("end", lost);
  await client.connect();
  try {
    await acquire(client, file, self.data);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  held = true;
  writeFileSync(file, `${JSON.stringify({ pid: self.pid, url: self.url })}\n`);
  return {
    announceStop: () => rmSync(file, { force: true }),
    releaseAfter: async (stopServer) => {
      held = false;
      await stopServer();
      await client.end().catch(() => undefined);
    },
  };
}
