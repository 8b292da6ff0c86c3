import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Keyring } from "../../src/platform/secrets";
import { dumpDatabase } from "./dump";
import { copyFiles } from "./files";
import { type Content, manifestName, writeManifest } from "./manifest";

export interface BackupOptions {
  databaseUrl: string;
  /** Where the product keeps what is its own; backups go below it. */
  dataFolder: string;
  /** Null: they are kept elsewhere. */
  files: string | null;
  keyring: Keyring;
  version: string;
  now: () => Date;
}

/** What the newest backups are kept for; then one a month for a while. */
const newestKept = 7;
const monthsKept = 12;
const unfinishedMaxMs = 24 * 60 * 60 * 1_000;

/** The last backup's mark, which the doctor page reads. */
const markerName = "last-backup.json";
const named = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/;
const nameOf = (at: Date): string => at.toISOString().replace(/[:.]/g, "-");

/** Of backups named by their instant, those to delete: all but the newest seven and the newest of each of the last twelve months. */
export function expiredOf(names: readonly string[]): string[] {
  const newestFirst = names
    .filter((name) => named.test(name))
    .sort()
    .reverse();
  const months = new Map<string, string>();
  for (const name of newestFirst) if (!months.has(name.slice(0, 7))) months.set(name.slice(0, 7), name);
  const kept = new Set([...newestFirst.slice(0, newestKept), ...[...months.values()].slice(0, monthsKept)]);
  return newestFirst.filter((name) => !kept.has(name));
}

function tidy(root: string, now: Date): void {
  const complete = readdirSync(root).filter((name) => existsSync(join(root, name, manifestName)));
  for (const name of expiredOf(complete)) rmSync(join(root, name), { recursive: true });
  const unfinished = readdirSync(root).filter((name) => name.startsWith(".unfinished-"));
  for (const name of unfinished)
    if (now.getTime() - statSync(join(root, name)).mtimeMs > unfinishedMaxMs)
      rmSync(join(root, name), { recursive: true, force: true });
}

/**
 * Back the product up, running or not: the database at one instant, then the files that it names, which never change
 * once stored. The folder takes its name when it is whole. Returns where it is, and what it holds.
 */
export async function takeBackup(options: BackupOptions): Promise<{ folder: string; content: Content }> {
  const { databaseUrl, dataFolder, files, keyring, version, now } = options;
  const root = join(dataFolder, "backups");
  const name = nameOf(now());
  const staging = join(root, `.unfinished-${name}-${process.pid}`);
  mkdirSync(staging, { recursive: true });
  for (const path of [root, staging]) chmodSync(path, 0o700);
  try {
    const dumped = await dumpDatabase(databaseUrl, staging);
    const copied = files === null ? null : await copyFiles(files, join(staging, "files"));
    const finishedAt = now().toISOString();
    const content: Content = { format: 1, version, ...dumped, finishedAt, files: copied };
    writeManifest(staging, content, keyring);
    const folder = join(root, name);
    renameSync(staging, folder);
    const marker = join(dataFolder, markerName);
    writeFileSync(`${marker}.${process.pid}`, `${JSON.stringify({ finishedAt })}\n`);
    renameSync(`${marker}.${process.pid}`, marker);
    tidy(root, now());
    return { folder, content };
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}

/** The version of the product in this checkout. */
export const versionOf = (root: string): string =>
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
