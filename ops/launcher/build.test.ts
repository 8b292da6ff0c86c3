import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { ensureBuilt } from "./build";

const root = mkdtempSync(join(tmpdir(), "publify-build-"));
const buildId = join(root, ".next/BUILD_ID");
mkdirSync(join(root, "src"));
writeFileSync(join(root, "src/page.tsx"), "one");
afterAll(() => rmSync(root, { recursive: true, force: true }));

let builds = 0;
/** As Next does it: the old build is gone while the new one is made. */
const build = async () => {
  builds++;
  rmSync(buildId, { force: true });
  await pause(300);
  writeFileSync(buildId, String(builds));
  return { code: 0, output: "" };
};
const ensure = () =>
  ensureBuilt(root, () => undefined, build).then(() => expect(existsSync(buildId)).toBe(true));

test("several who start at once build once, and nobody disturbs a build that is done", async () => {
  await Promise.all([ensure(), ensure(), ensure()]);
  expect(builds).toBe(1);
});

test("a build older than the sources is made again, a failed one tells why and blocks nobody", async () => {
  await ensure();
  expect(builds).toBe(1);
  writeFileSync(join(root, "src/page.tsx"), "two");
  const failing = ensureBuilt(
    root,
    () => undefined,
    async () => ({ code: 1, output: "no such import" }),
  );
  await expect(failing).rejects.toThrow("no such import");
  await ensure();
  expect(builds).toBe(2);
});
