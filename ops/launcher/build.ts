import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Lockfile } from "next/dist/build/lockfile.js";
import { loadBindings } from "next/dist/build/swc/index.js";

const stampOf = (root: string) => join(root, ".next/publify-build");

/** Everything that ends up in the build; tests do not. */
const inputs = [
  "src/**/*",
  "inngest/**/*",
  "public/**/*",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];
const isTest = (path: string) => /\.test\.tsx?$|^src\/testing\//.test(path);

/** A fingerprint of the sources, the lockfile and the configuration. */
export function fingerprint(root: string): string {
  const hash = createHash("sha256");
  const entries = globSync(inputs, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  for (const path of paths) {
    const name = path.slice(root.length + 1);
    if (!isTest(name)) hash.update(`${name}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

const isFresh = (root: string, wanted: string): boolean =>
  existsSync(join(root, ".next/BUILD_ID")) &&
  existsSync(stampOf(root)) &&
  readFileSync(stampOf(root), "utf8") === wanted;

function runNextBuild(root: string): Promise<{ code: number | null; output: string }> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      NO_COLOR: "1",
      FORCE_COLOR: "0",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => child.kill();
  process.once("exit", stop);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("exit", stop);
      resolve({ code, output });
    });
  });
}

type Build = typeof runNextBuild;

/** Hold the build for one process: the kernel frees the lock when its holder dies. Null while another has it. */
async function lockBuild(root: string) {
  const folder = join(root, ".next/cache");
  mkdirSync(folder, { recursive: true });
  await loadBindings();
  return Lockfile.tryAcquire(join(folder, "publify-build.lock"), false) ?? null;
}

/**
 * Build the application when the build is missing or older than the sources; concurrent callers build once.
 * @throws Error with the output of the build when it fails.
 */
export async function ensureBuilt(
  root: string,
  progress: (line: string) => void,
  build: Build = runNextBuild,
): Promise<void> {
  let waiting = false;
  for (;;) {
    const lock = await lockBuild(root);
    if (lock) return buildLocked(root, progress, build).finally(() => lock.unlock());
    if (!waiting) progress("another process builds the application, waiting for it");
    waiting = true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function buildLocked(root: string, progress: (line: string) => void, build: Build): Promise<void> {
  const wanted = fingerprint(root);
  if (isFresh(root, wanted)) return;
  progress("building the application, about a minute the first time");
  rmSync(stampOf(root), { force: true });
  const { code, output } = await build(root);
  if (code !== 0) throw new Error(`The application could not be built.\n\n${output}`);
  writeFileSync(stampOf(root), wanted);
}
