import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import pino, { type Logger } from "pino";
import { getEnv } from "./env";

interface Trace {
  readonly traceId: string;
}

const slot = globalThis as unknown as { publifyTrace?: AsyncLocalStorage<Trace>; publifyLog?: Logger };
const traces = (slot.publifyTrace ??= new AsyncLocalStorage<Trace>());

/** Mint a trace id as W3C writes them: 32 hexadecimal digits. */
export const newTraceId = (): string => randomBytes(16).toString("hex");

/** The trace of a request: the caller's `traceparent` when it is well formed, else a new one. */
export const traceIdOf = (headers: Headers): string =>
  /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(
    headers.get("traceparent") ?? "",
  )?.[1] ?? newTraceId();

/** Run `work` so that each of its log lines carries `traceId`. */
export const withTrace = <T>(traceId: string, work: () => T): T => traces.run({ traceId }, work);

/** The trace that this code runs in, if any. */
export const currentTraceId = (): string | undefined => traces.getStore()?.traceId;

const SECRET_NAMES = [
  "password",
  "newPassword",
  "currentPassword",
  "secret",
  "token",
  "accessToken",
  "refreshToken",
  "accessJwt",
  "refreshJwt",
  "idToken",
  "apiKey",
  "authorization",
  "cookie",
  "sealed",
  "code",
  "backupCodes",
];
const SECRET_HEADERS = ["authorization", "cookie", "set-cookie", "x-api-key", "proxy-authorization"];

/** Paths whose values never reach the log, at the top, one and two levels down. */
export const REDACTED_PATHS = [
  ...SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  ...SECRET_HEADERS.flatMap((name) => [`headers["${name}"]`, `*.headers["${name}"]`]),
];

/** Build a JSON logger that redacts secrets and names the trace of each line. */
export const createLogger = (level: string, destination?: pino.DestinationStream): Logger =>
  pino(
    {
      level,
      base: { service: "publify" },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED_PATHS, censor: "[redacted]" },
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
      mixin: () => traces.getStore() ?? {},
    },
    destination ?? pino.destination({ sync: true }),
  );

/** The log of this process. Message first reads best: `log().error({ error }, "outbox drain failed")`. */
export const log = (): Logger => (slot.publifyLog ??= createLogger(getEnv().logLevel));
