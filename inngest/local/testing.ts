import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";
import { type LocalExecutor, startLocalExecutor } from "./executor";
import type { ExecutorOptions } from "./options";
import type { Connect } from "./transactions";

/** A logger for tests: the SDK reports each failed step, which these tests provoke. */
export const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A client that reaches the executor which is attached to it. */
export function aLocalClient(id = `app-${randomBytes(4).toString("hex")}`) {
  let transport: typeof fetch | undefined;
  const signingKey = `signkey-test-${randomBytes(32).toString("hex")}`;
  const client = new Inngest({
    id,
    signingKey,
    eventKey: "test",
    isDev: false,
    baseUrl: "http://executor.local",
    logger: quiet,
    fetch: (input, init) => {
      if (!transport) throw new Error("No executor is attached");
      return transport(input, init);
    },
  });
  const attach = (executor: { transport: typeof fetch }) => {
    transport = executor.transport;
  };
  return { client, signingKey, attach };
}

/** An executor that is quick to retry, and to take up lost work. */
export const startExecutor = (
  connect: Connect,
  app: ReturnType<typeof aLocalClient>,
  functions: readonly InngestFunction.Any[],
  options: Partial<ExecutorOptions> = {},
): Promise<LocalExecutor> =>
  startLocalExecutor({
    connect,
    functions,
    client: app.client,
    signingKey: app.signingKey,
    attach: app.attach,
    logger: console,
    backoffMs: () => 20,
    graceMs: 2_000,
    ...options,
  });

/** Resolve with the first value of `read` that is neither undefined nor false. @throws Error after `timeoutMs`. */
export async function until<T>(
  read: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Nothing came within ${timeoutMs} ms: ${read.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The `key` by which the functions of a test tell whose run they are. */
export const keyOf = ({ data }: { data?: unknown }): string => (data as { key: string }).key;

/** What functions report while they run, by the key of the event that started them. */
export function aJournal(client: Inngest.Any) {
  const entries = new Map<string, unknown[]>();
  const reported = (key: string): unknown[] => entries.get(key) ?? [];
  let sequence = 0;
  const newKey = (): string => `k${process.pid}-${Date.now()}-${sequence++}`;
  return {
    reported,
    newKey,
    report: (key: string, value: unknown): number => {
      const list = [...reported(key), value];
      entries.set(key, list);
      return list.length;
    },
    untilReported: (key: string, count = 1): Promise<unknown[]> =>
      until(() => reported(key).length >= count && reported(key)),
    /** Send an event with a key of its own, and return that key. */
    send: async (name: string, data: Record<string, unknown> = {}): Promise<string> => {
      const key = newKey();
      await client.send({ name, data: { key, ...data } });
      return key;
    },
  };
}

export interface ContractServer {
  client: Inngest.Any;
  start(connect: Connect): Promise<void>;
  stop(): Promise<void>;
}

const remote = process.env.PUBLIFY_INNGEST_URL;

/**
 * Where the contract runs: the local executor, or with `PUBLIFY_INNGEST_URL` (and `PUBLIFY_INNGEST_SIGNING_KEY`,
 * `PUBLIFY_INNGEST_EVENT_KEY`) a real Inngest server, which calls the functions on a port of this process.
 */
export function contractServer(options: Partial<ExecutorOptions> = {}): ContractServer {
  return remote ? remoteServer(remote) : localServer(options);
}

function localServer(options: Partial<ExecutorOptions>): ContractServer {
  const app = aLocalClient();
  let executor: LocalExecutor | undefined;
  return {
    client: app.client,
    start: async (connect) => {
      executor = await startExecutor(connect, app, app.client.funcs, options);
    },
    stop: async () => executor?.stop(),
  };
}

function remoteServer(baseUrl: string): ContractServer {
  const client = new Inngest({
    id: `contract-${randomBytes(4).toString("hex")}`,
    baseUrl,
    isDev: false,
    signingKey: process.env.PUBLIFY_INNGEST_SIGNING_KEY,
    eventKey: process.env.PUBLIFY_INNGEST_EVENT_KEY,
    logger: quiet,
  });
  let server: Server | undefined;
  return {
    client,
    start: async () => {
      const handler = serve({ client, functions: client.funcs });
      server = createServer(handler);
      await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      const response = await fetch(`http://127.0.0.1:${port}/api/inngest`, { method: "PUT" });
      if (!response.ok) throw new Error(`The functions did not register: ${await response.text()}`);
    },
    stop: async () => {
      server?.close();
    },
  };
}
