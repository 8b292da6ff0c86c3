import { afterAll, beforeAll } from "vitest";
import { parseEnv } from "@/platform/env";

const slot = globalThis as unknown as Record<string, unknown>;

/** Give a test file an environment of its own: silent, with a key for secrets, open to this machine's servers. */
export function useEnvironment(overrides: Record<string, string> = {}): void {
  beforeAll(() => {
    delete slot.publifyLog;
    slot.publifyEnv = parseEnv({
      NODE_ENV: "test",
      APP_URL: "http://localhost:3000",
      PUBLIFY_EMBEDDED: "true",
      DATABASE_URL: "postgres://unused",
      AUTH_SECRET: "a secret that only tests know, of some length",
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
      LOG_LEVEL: "silent",
      PUBLIFY_ALLOW_PRIVATE_HOSTS: "127.0.0.1:*,localhost:*",
      ...overrides,
    });
  });
  afterAll(() => {
    delete slot.publifyEnv;
    delete slot.publifyLog;
  });
}
