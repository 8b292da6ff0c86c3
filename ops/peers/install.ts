import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

// better-sqlite3 aborts on newer versions of Node, and has no binary for download everywhere: it is compiled.
const nodeVersion = "22.23.3";
const PACKAGES = ["@atproto/dev-env@0.6.7", "@atproto/api@0.21.0"];

export interface Peers {
  /** Folder whose `node_modules` holds the Bluesky development network. */
  folder: string;
  /** The Node that runs it. */
  node: string;
}

/** Where the peers live: outside the project, so that its own dependencies stay as they are. */
export const peersFolder = (): string => join(homedir(), ".cache", "publify", "peers");

function npmInstall(folder: string, packages: readonly string[], env: Record<string, string> = {}): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execFileSync("npm", ["install", "--save-exact", "--no-fund", "--no-audit", ...packages], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
}

/** Install the official Bluesky development network once; minutes the first time, nothing afterwards. */
export function installPeers(base = peersFolder()): Peers {
  const runtime = join(base, `node-${nodeVersion}`);
  const binaries = join(runtime, "node_modules", `node-${process.platform}-${process.arch}`);
  const node = join(binaries, "bin", "node");
  if (!existsSync(node)) npmInstall(runtime, [`node-${process.platform}-${process.arch}@${nodeVersion}`]);
  const folder = join(base, "bluesky");
  const done = join(folder, `.installed-${nodeVersion}`);
  if (existsSync(done)) return { folder, node };
  rmSync(folder, { recursive: true, force: true });
  console.log("Installing the Bluesky development network; this compiles for some minutes, once.");
  npmInstall(folder, PACKAGES, {
    PATH: `${join(binaries, "bin")}:${process.env.PATH ?? ""}`,
    npm_config_nodedir: binaries,
    npm_config_build_from_source: "true",
  });
  writeFileSync(done, PACKAGES.join("\n"));
  return { folder, node };
}
