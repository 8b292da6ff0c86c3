import "server-only";
import pino, { type Logger } from "pino";
import { getEnv } from "./env";
import { currentTraceId } from "./trace";

const slot = globalThis as unknown as { publifyLog?: Logger };

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
      mixin: () => {
        const traceId = currentTraceId();
        return traceId ? { traceId } : {};
      },
    },
    destination ?? pino.destination({ sync: true }),
  );

/** The log of this process. Message first reads best: `log().error({ error }, "outbox drain failed")`. */
export const log = (): Logger => (slot.publifyLog ??= createLogger(getEnv().logLevel));
