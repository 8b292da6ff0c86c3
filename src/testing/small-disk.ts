import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

const run = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** Tell whether this process may mount a file system, which takes root and a kernel that lets it. */
export function mayMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "publify-mount-"));
  const mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder) && run("umount", folder);
  rmSync(folder, { recursive: true, force: true });
  return mounted;
}

export interface SmallDisk {
  /** Where it is mounted; anybody may write there. */
  readonly folder: string;
  /** Fill all of it but `roomBytes`. */
  fill(roomBytes?: number): void;
  /** Take away what `fill` wrote. */
  empty(): void;
}

/** Give a test file a disk of its own of a few megabytes: real memory, really full. */
export function useSmallDisk(bytes: number): SmallDisk {
  const state = { folder: "" };
  const filling = () => join(state.folder, "filling");
  const empty = () => rmSync(filling(), { force: true });
  beforeAll(() => {
    state.folder = mkdtempSync(join(tmpdir(), "publify-disk-"));
    if (!run("mount", "-t", "tmpfs", "-o", `size=${bytes},mode=777`, "tmpfs", state.folder))
      throw new Error("The small disk could not be mounted");
    chmodSync(state.folder, 0o777);
  });
  afterAll(() => {
    run("umount", "-l", state.folder);
    rmSync(state.folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return state.folder;
    },
    fill(roomBytes = 0) {
      empty();
      const { bavail, bsize } = statfsSync(state.folder);
      writeFileSync(filling(), Buffer.alloc(Math.max(0, bavail * bsize - roomBytes)));
    },
    empty,
  };
}
