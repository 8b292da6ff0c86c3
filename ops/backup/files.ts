import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Sum } from "./manifest";

/** What a stored file consists of; parts that are still arriving are no files yet. */
const KEPT = /^(data|(file|hook|answer)\.json)$/;

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

/** Size and hash of the file at `path` below `root`. */
export async function sumOf(root: string, path: string): Promise<Sum> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(join(root, path)), hash);
  const { size } = await stat(join(root, path));
  return { path: path.split(sep).join("/"), bytes: size, sha256: hash.digest("hex") };
}

/** Whether a folder is there and holds something. */
export async function hasFiles(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder, { recursive: true, withFileTypes: true })).some((entry) => entry.isFile());
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Copy the stored files below `from`; what vanishes meanwhile was deleted, and is left out. */
export async function copyFiles(from: string, to: string): Promise<Sum[]> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const sums: Sum[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || !KEPT.test(entry.name)) continue;
    const path = relative(from, join(entry.parentPath, entry.name));
    await mkdir(join(to, dirname(path)), { recursive: true, mode: 0o700 });
    try {
      await copyFile(join(from, path), join(to, path));
    } catch (error) {
      if (isAbsent(error)) continue;
      throw error;
    }
    sums.push(await sumOf(to, path));
  }
  return sums;
}

/** The paths whose bytes are not those that were summed up. */
export async function damagedOf(root: string, sums: readonly Sum[]): Promise<string[]> {
  const damaged: string[] = [];
  for (const { path, bytes, sha256 } of sums) {
    const found = await sumOf(root, path).catch(() => null);
    if (found?.sha256 !== sha256 || found.bytes !== bytes) damaged.push(path);
  }
  return damaged;
}
