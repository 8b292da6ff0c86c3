import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { useDatabase } from "@/testing/database";

const source = useDatabase();
const data = mkdtempSync(join(tmpdir(), "publify-commands-"));
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** A command as its script in package.json runs it, on a database of its own. */
async function run(script: string): Promise<string> {
  const marker = ["--conditions=react-server", "--import", "tsx"];
  const env = {
    NODE_ENV: "production" as const,
    APP_URL: "http://localhost:3000",
    PUBLIFY_EMBEDDED: "true",
    PUBLIFY_DATA: data,
    DATABASE_URL: source.url,
    AUTH_SECRET: "a secret that only tests know, of some length",
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
  };
  const cwd = join(import.meta.dirname, "..");
  const { stdout } = await promisify(execFile)(process.execPath, [...marker, `ops/${script}`], { env, cwd });
  return stdout;
}

test.each([
  ["rotate-keys.ts", "0 channel secrets"],
  ["verify-audit.ts", "0 intact, 0 broken"],
  ["backup.ts", "Copy it to another machine"],
])("%s starts outside the product, and says %j", async (script, words) => {
  expect(await run(script)).toContain(words);
});
