import { z } from "zod";

const optionalText = z
  .string()
  .trim()
  .transform((value) => value || undefined)
  .optional();

/** `id:base64` pairs separated by commas; the first one encrypts, all of them decrypt. */
const keyring = z.string().transform((value, ctx) => {
  const keys = value.split(",").map((pair) => {
    const [id = "", secret = ""] = pair.trim().split(":");
    return { id, key: Buffer.from(secret, "base64") };
  });
  if (keys.every(({ id, key }) => /^[a-z0-9-]{1,16}$/.test(id) && key.length === 32)) return keys;
  ctx.addIssue({ code: "custom", message: "expects id:base64 pairs of 32 bytes, separated by commas" });
  return z.NEVER;
});

const variables = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production"),
  /** Where people reach the product, without a trailing slash. */
  APP_URL: z.url().transform((url) => url.replace(/\/$/, "")),
  /** Set by the launcher of the embedded product; never in a hosted one. */
  PUBLIFY_EMBEDDED: z.stringbool().default(false),
  PUBLIFY_DATA: z.string().default(".data"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  DATABASE_DRIVER: z.enum(["pg", "neon"]).optional(),
  DATABASE_NEON_PROXY: optionalText,
  DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(200).default(20),
  AUTH_SECRET: z.string().min(32, "expects at least 32 characters"),
  ENCRYPTION_KEYS: keyring,
  INNGEST_SIGNING_KEY: optionalText,
  INNGEST_EVENT_KEY: optionalText,
  INNGEST_BASE_URL: optionalText,
  UPSTASH_REDIS_REST_URL: optionalText,
  UPSTASH_REDIS_REST_TOKEN: optionalText,
  UPLOADTHING_TOKEN: optionalText,
  SMTP_URL: optionalText,
  /** The key pair that push services know this product by: base64url, as `web-push generate-vapid-keys` prints it. */
  VAPID_PUBLIC_KEY: optionalText,
  VAPID_PRIVATE_KEY: optionalText,
  MAIL_FROM: z.string().default("Publify <no-reply@publify.localhost>"),
  GOOGLE_CLIENT_ID: optionalText,
  GOOGLE_CLIENT_SECRET: optionalText,
  GITHUB_CLIENT_ID: optionalText,
  GITHUB_CLIENT_SECRET: optionalText,
  METRICS_TOKEN: optionalText,
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** Where a collector takes traces by OTLP over HTTP, without `/v1/traces`; nothing is exported without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** The share of traces that begin here and are exported, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** `host:port` patterns that outgoing calls may reach although private; `*` for any port. */
  PUBLIFY_ALLOW_PRIVATE_HOSTS: z
    .string()
    .default("")
    .transform((value) =>
      value
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    ),
});
export type Variables = z.output<typeof variables>;

/** What a hosted product cannot do without, beyond what the schema demands of everyone. */
const HOSTED_REQUIRES = [
  "INNGEST_SIGNING_KEY",
  "INNGEST_EVENT_KEY",
  "UPSTASH_REDIS_REST_URL",
  "UPSTASH_REDIS_REST_TOKEN",
  "UPLOADTHING_TOKEN",
  "SMTP_URL",
  "VAPID_PUBLIC_KEY",
  "VAPID_PRIVATE_KEY",
] as const satisfies readonly (keyof Variables)[];

/** Parse an environment. @throws Error with one line a variable that is missing or wrong. */
export function parseEnv(source: Record<string, string | undefined>) {
  const parsed = variables.safeParse(
    Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")),
  );
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
  const missing =
    parsed.data && !parsed.data.PUBLIFY_EMBEDDED ? HOSTED_REQUIRES.filter((name) => !parsed.data[name]) : [];
  problems.push(...missing.map((name) => `${name}: required in production, there is no default`));
  if (!parsed.data || problems.length > 0)
    throw new Error(`Publify cannot start, its environment is incomplete:\n  ${problems.join("\n  ")}`);
  return grouped(parsed.data);
}

const pair = <A, B>(first: A | undefined, second: B | undefined): [A, B] | null =>
  first !== undefined && second !== undefined ? [first, second] : null;

function grouped(v: Variables) {
  const inngest = pair(v.INNGEST_SIGNING_KEY, v.INNGEST_EVENT_KEY);
  const redis = pair(v.UPSTASH_REDIS_REST_URL, v.UPSTASH_REDIS_REST_TOKEN);
  const push = pair(v.VAPID_PUBLIC_KEY, v.VAPID_PRIVATE_KEY);
  const google = pair(v.GOOGLE_CLIENT_ID, v.GOOGLE_CLIENT_SECRET);
  const github = pair(v.GITHUB_CLIENT_ID, v.GITHUB_CLIENT_SECRET);
  return {
    mode: v.NODE_ENV,
    embedded: v.PUBLIFY_EMBEDDED,
    appUrl: v.APP_URL,
    dataFolder: v.PUBLIFY_DATA,
    database: {
      url: v.DATABASE_URL,
      driver: v.DATABASE_DRIVER ?? (new URL(v.DATABASE_URL).hostname.endsWith(".neon.tech") ? "neon" : "pg"),
      poolMax: v.DATABASE_POOL_MAX,
      neonProxy: v.DATABASE_NEON_PROXY,
    } as const,
    authSecret: v.AUTH_SECRET,
    encryptionKeys: v.ENCRYPTION_KEYS,
    /** Null: the embedded default of that service runs instead. */
    inngest: inngest && { signingKey: inngest[0], eventKey: inngest[1], baseUrl: v.INNGEST_BASE_URL },
    redis: redis && { url: redis[0], token: redis[1] },
    uploadThingToken: v.UPLOADTHING_TOKEN ?? null,
    smtpUrl: v.SMTP_URL ?? null,
    mailFrom: v.MAIL_FROM,
    /** Null: nothing is sent to devices. */
    push: push && { publicKey: push[0], privateKey: push[1] },
    google: google && { clientId: google[0], clientSecret: google[1] },
    github: github && { clientId: github[0], clientSecret: github[1] },
    metricsToken: v.METRICS_TOKEN ?? null,
    logLevel: v.LOG_LEVEL,
    otlpEndpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    traceRatio: v.OTEL_TRACES_SAMPLER_ARG,
    allowPrivateHosts: v.PUBLIFY_ALLOW_PRIVATE_HOSTS,
  };
}
export type Env = ReturnType<typeof parseEnv>;

const slot = globalThis as unknown as { publifyEnv?: Env };

/** The environment of this process, parsed once at boot. */
export const getEnv = (): Env => (slot.publifyEnv ??= parseEnv(process.env));
