import "server-only";
import { type Database, openDatabase, setDatabase } from "@/db/client";
import { functions } from "~/inngest/index";
import { startLocalExecutor } from "~/inngest/local/executor";
import { closeMail } from "./email";
import { type Env, getEnv } from "./env";
import { bootEvents } from "./events";
import { inngest, inngestSigningKey, setEmbeddedExecutor } from "./inngest";
import { log } from "./log";
import { announceStopping } from "./stopping";

/** How the launcher stops what runs inside the server process. */
export interface Runtime {
  stop(): Promise<void>;
}

/** Run the durable functions in this process, unless an Inngest server does. */
async function bootExecutor(env: Env, database: Database): Promise<Runtime> {
  if (env.inngest) return { stop: async () => undefined };
  const executor = await startLocalExecutor({
    connect: () => database.connect(),
    // A pooled address, as Neon's, cannot LISTEN: there the executor looks for work every second.
    listenUrl: env.database.driver === "pg" ? env.database.url : undefined,
    functions,
    client: inngest,
    signingKey: inngestSigningKey(),
    attach: setEmbeddedExecutor,
    logger: log(),
  });
  return {
    stop: async () => {
      await executor.stop();
      setEmbeddedExecutor(null);
    },
  };
}

/** Export traces when there is a collector; without one nothing of it is even loaded. */
async function bootTelemetry({ otlpEndpoint: endpoint, traceRatio: ratio }: Env): Promise<Runtime> {
  if (!endpoint) return { stop: async () => undefined };
  const { startTelemetry } = await import("./telemetry");
  return startTelemetry({ endpoint, ratio, logger: log() });
}

async function start(): Promise<Runtime> {
  const env = getEnv();
  const telemetry = await bootTelemetry(env);
  const database = openDatabase(env.database);
  setDatabase(database);
  const executor = await bootExecutor(env, database);
  const events = bootEvents();
  return {
    stop: async () => {
      announceStopping();
      await events.stop();
      await executor.stop();
      await closeMail();
      await database.close();
      await telemetry.stop();
    },
  };
}

const slot = globalThis as unknown as { publifyRuntime?: Promise<Runtime> };

/** Open what requests and jobs need, once a process. Hosted and embedded products boot the same way, on other services. */
export const boot = (): Promise<Runtime> => (slot.publifyRuntime ??= start());
