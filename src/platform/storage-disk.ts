import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** A complete file, as the stand-in describes it. */
export interface StoredFile {
  key: string;
  name: string;
  /** Found in the bytes. */
  type: string;
  size: number;
  /** Hex MD5, which UploadThing calls the file's hash. */
  hash: string;
  /** The file route that took it; null when the server itself stored it. */
  slug: string | null;
  uploadedAt: number;
}

/** What the application said about an upload before it came. */
export interface UploadHook {
  metadata: unknown;
  callbackUrl: string;
  callbackSlug: string;
}

export interface UploadAnswer {
  serverData: unknown;
  fileHash: string;
}

/** Keys become folder names by hashing, so no key, however it is written, names a path. */
const folderOf = (root: string, key: string) => {
  const name = createHash("sha256").update(key).digest("hex");
  return join(root, name.slice(0, 2), name);
};

async function makeFolder(root: string, key: string): Promise<string> {
  const folder = folderOf(root, key);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Tell of an error whether there was no room for what was written. */
export const isDiskFull = (error: unknown): boolean =>
  ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException | null)?.code ?? "");

const isAbsent = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Written aside and renamed: a reader, or a crash, never meets half a record. */
async function writeJson(path: string, value: unknown): Promise<void> {
  const aside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await writeFile(aside, JSON.stringify(value));
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash("md5");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

const namesBelow = (root: string) => readdir(root, { recursive: true }).catch(() => [] as string[]);

/** What came by a route is taken by the application, which says so: without its answer nobody waits for it any more. */
async function isAbandoned(folder: string): Promise<boolean> {
  const file = await readJson<StoredFile>(join(folder, "file.json"));
  return file === null || (file.slug !== null && (await readJson(join(folder, "answer.json"))) === null);
}

/** Forget uploads that were begun before `before` (epoch milliseconds) and never became a file that stayed. */
async function sweep(root: string, before: number): Promise<void> {
  const folders = (await namesBelow(root)).filter((name) => /^[0-9a-f]{2}[\\/][0-9a-f]{64}$/.test(name));
  for (const folder of folders.map((name) => join(root, name))) {
    const { mtimeMs } = await stat(folder);
    if (mtimeMs < before && (await isAbandoned(folder))) await rm(folder, { recursive: true, force: true });
  }
}

/** Every complete file, newest first. */
async function list(root: string): Promise<StoredFile[]> {
  const records = (await namesBelow(root)).filter((name) => /[\\/]file\.json$/.test(name));
  const files = await Promise.all(records.map((name) => readJson<StoredFile>(join(root, name))));
  return files.filter((file) => file !== null).sort((a, b) => b.uploadedAt - a.uploadedAt);
}

/** Files on disk, one folder a key: the part that has arrived, then the file, and what is known of it. */
export function createDiskStore(root: string) {
  const at = (key: string, name: string) => join(folderOf(root, key), name);
  const find = (key: string) => readJson<StoredFile>(at(key, "file.json"));
  return {
    find,
    dataPath: (key: string) => at(key, "data"),
    /** Where the arriving bytes are appended. */
    partPath: async (key: string): Promise<string> => join(await makeFolder(root, key), "part"),
    /** Bytes that have arrived. */
    async partSize(key: string): Promise<number> {
      const found = await stat(at(key, "part")).catch((error: unknown) => {
        if (isAbsent(error)) return null;
        throw error;
      });
      return found?.size ?? 0;
    },
    /** Turn the part into the file. The record comes last: a file without one does not exist. */
    async complete(key: string, facts: Omit<StoredFile, "key" | "hash">): Promise<StoredFile> {
      const file = { ...facts, key, hash: await md5Of(at(key, "part")) };
      await rename(at(key, "part"), at(key, "data"));
      await writeJson(at(key, "file.json"), file);
      return file;
    },
    saveHook: async (key: string, hook: UploadHook): Promise<void> =>
      writeJson(join(await makeFolder(root, key), "hook.json"), hook),
    findHook: (key: string) => readJson<UploadHook>(at(key, "hook.json")),
    /** What the sender of an upload was told at its end; kept for its repeats, even when the file is gone. */
    saveAnswer: async (key: string, answer: UploadAnswer): Promise<void> =>
      writeJson(join(await makeFolder(root, key), "answer.json"), answer),
    findAnswer: (key: string) => readJson<UploadAnswer>(at(key, "answer.json")),
    rename: async (key: string, name: string): Promise<void> => {
      const file = await find(key);
      if (file) await writeJson(at(key, "file.json"), { ...file, name });
    },
    /** Forget a key and its bytes; tell whether there was a file. */
    async remove(key: string): Promise<boolean> {
      const existed = (await find(key)) !== null;
      await rm(folderOf(root, key), { recursive: true, force: true });
      return existed;
    },
    sweep: (before: number) => sweep(root, before),
    list: () => list(root),
  };
}
export type DiskStore = ReturnType<typeof createDiskStore>;
