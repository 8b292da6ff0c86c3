import "server-only";
import { randomBytes } from "node:crypto";
import { Inngest } from "inngest";
import { getEnv } from "./env";
import { TraceMiddleware } from "./inngest-trace";
import { log } from "./log";

/** What the executor of this process can tell about its queue. */
export interface ExecutorStats {
  /** Milliseconds by which the oldest ready job is late; 0 when nothing waits. */
  lagMs: number;
  /** Calls in flight, in every process. */
  running: number;
  /** Ready, and not taken yet. */
  ready: number;
  /** Kept back by a concurrency limit. */
  parked: number;
  /** Runs that sleep or wait for something. */
  waiting: number;
  failedLastDay: number;
}

/** The executor that stands in for an Inngest server, as far as the client and the doctor page know it. */
export interface EmbeddedExecutor {
  transport: typeof fetch;
  stats(): Promise<ExecutorStats>;
}

const slot = globalThis as unknown as {
  publifyInngest?: Inngest;
  publifyInngestKey?: string;
  publifyExecutor?: EmbeddedExecutor;
};

/** Install the executor of this process; null takes it away. */
export function setEmbeddedExecutor(executor: EmbeddedExecutor | null): void {
  slot.publifyExecutor = executor ?? undefined;
}

/** The executor of this process; null when a real Inngest server is configured, or before the boot. */
export const getEmbeddedExecutor = (): EmbeddedExecutor | null => slot.publifyExecutor ?? null;

/** The key that signs calls to the functions: the server's, or one that never leaves this process. */
export const inngestSigningKey = (): string =>
  getEnv().inngest?.signingKey ??
  (slot.publifyInngestKey ??= `signkey-local-${randomBytes(32).toString("hex")}`);

const send: typeof fetch = (input, init) => {
  if (getEnv().inngest) return fetch(input, init);
  if (!slot.publifyExecutor) throw new Error("An event was sent before the durable executor started");
  return slot.publifyExecutor.transport(input, init);
};

const logger = {
  debug: (...args: unknown[]) => write("debug", args),
  info: (...args: unknown[]) => write("info", args),
  warn: (...args: unknown[]) => write("warn", args),
  error: (...args: unknown[]) => write("error", args),
};

function write(level: keyof typeof logger, [first, second]: unknown[]): void {
  if (typeof first === "object" && first !== null) log()[level](first, String(second ?? ""));
  else log()[level](String(first));
}

/**
 * The one Inngest client. Keys and addresses are read when they are used, because a build imports the functions
 * without an environment. Never dev mode, which would execute unsigned requests.
 */
export const inngest: Inngest = (slot.publifyInngest ??= new Inngest({
  id: "publify",
  isDev: false,
  get signingKey() {
    return inngestSigningKey();
  },
  get eventKey() {
    return getEnv().inngest?.eventKey ?? "local";
  },
  get baseUrl() {
    const { inngest: server } = getEnv();
    return server ? server.baseUrl : "http://executor.local";
  },
  fetch: send,
  logger,
  aiMetadata: false,
  middleware: [TraceMiddleware],
}));
