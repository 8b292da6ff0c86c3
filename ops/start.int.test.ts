import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { useDatabase } from "@/testing/database";

const source = useDatabase();
const data = mkdtempSync(join(tmpdir(), "publify-start-"));
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface End {
  code: unknown;
  said: string;
  complained: string;
}

/** `npm start` as package.json runs it, in an environment of these variables; empty ones hide those of a `.env`. */
const start = (variables: Record<string, string>): Promise<End> =>
  new Promise((resolve) => {
    const own = { NODE_ENV: "production" as const, PUBLIFY_DATA: data, DATABASE_URL: source.url };
    const env = { ...own, ...variables };
    const options = { env, cwd: join(import.meta.dirname, ".."), timeout: 25_000 };
    const args = ["--import", "tsx", "ops/start.ts"];
    execFile(process.execPath, args, options, (error, said, complained) =>
      resolve({ code: error?.code ?? 0, said, complained }),
    );
  });

test("a start with a database of one's own and no secrets ends with their names, and changes nothing", async () => {
  const { code, said, complained } = await start({ AUTH_SECRET: "", ENCRYPTION_KEYS: "" });
  expect(code).toBe(1);
  expect(complained).toContain("Publify cannot start, its environment is incomplete:");
  expect(complained.match(/^ {2}\w+(?=:)/gm)).toEqual(["  AUTH_SECRET", "  ENCRYPTION_KEYS"]);
  expect(said).not.toMatch(/database ready|is ready/);
});

test("a hosted start without its services ends with their names", async () => {
  const { code, complained } = await start({
    PUBLIFY_EMBEDDED: "false",
    AUTH_SECRET: "a secret that only tests know, of some length",
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
    ...{ UPSTASH_REDIS_REST_URL: "", SMTP_URL: "", INNGEST_SIGNING_KEY: "", UPLOADTHING_TOKEN: "" },
  });
  expect(code).toBe(1);
  expect(complained).toMatch(/UPSTASH_REDIS_REST_URL: required.*\n.*\n.*\n\s*SMTP_URL: required/);
});
