import "server-only";
import { getDatabase } from "@/db/client";
import { getEnv } from "@/platform/env";
import { bootEvents } from "@/platform/events";
import { inngest, inngestSigningKey, setEmbeddedExecutor } from "@/platform/inngest";
import { log } from "@/platform/log";

/**
 * Start what carries durable functions in this process: the drain of the outbox and, unless an Inngest server is
 * configured, the local executor. Call it once the database is open; returns how to stop, in the right order.
 */
export async function bootDurableFunctions(): Promise<{ stop(): Promise<void> }> {
  const executor = getEnv().inngest ? null : await startEmbedded();
  const events = bootEvents();
  return {
    stop: async () => {
      await events.stop();
      await executor?.stop();
      setEmbeddedExecutor(null);
    },
  };
}

async function startEmbedded() {
  const [{ startLocalExecutor }, { functions }] = await Promise.all([
    import("./local/executor"),
    import("./index"),
  ]);
  const { database } = getEnv();
  return startLocalExecutor({
    connect: () => getDatabase().connect(),
    listenUrl: database.driver === "pg" ? database.url : undefined,
    functions,
    client: inngest,
    signingKey: inngestSigningKey(),
    attach: setEmbeddedExecutor,
    logger: log(),
  });
}
