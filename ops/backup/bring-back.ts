import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Keyring } from "../../src/platform/secrets";
import { copyFiles, damagedOf, hasFiles } from "./files";
import { loadDatabase, requireEmpty, requireKnown } from "./load";
import { type Manifest, readManifest, requireSigned } from "./manifest";

export interface RestoreOptions {
  /** Of the backup. */
  folder: string;
  databaseUrl: string;
  /** Where the stored files go; null when UploadThing keeps them. */
  files: string | null;
  keyring: Keyring;
  migrationsFolder: string;
  now: () => Date;
}

async function requireWhole(folder: string, { tables, files }: Manifest): Promise<void> {
  const damaged = [
    ...(await damagedOf(
      folder,
      tables.map(({ file }) => file),
    )),
    ...(await damagedOf(join(folder, "files"), files ?? [])),
  ];
  if (damaged.length === 0) return;
  const named = damaged.slice(0, 5).join(", ");
  throw new Error(
    `This backup is damaged: ${damaged.length} of its files are not what they were (${named}). Nothing was restored.`,
  );
}

async function requireNoFiles(files: string | null): Promise<void> {
  if (files !== null && (await hasFiles(files)))
    throw new Error(
      `There are files in ${files} already. Restore into a new data folder; nothing was changed.`,
    );
}

/**
 * Bring a backup back into an empty database and an empty folder. Everything is checked before anything is written.
 * Returns what came back, and how many deliveries wait for a person.
 */
export async function restoreBackup(options: RestoreOptions): Promise<{ manifest: Manifest; held: number }> {
  const { folder, databaseUrl, files, keyring, migrationsFolder, now } = options;
  const manifest = readManifest(folder);
  requireSigned(manifest, keyring);
  requireKnown(manifest, migrationsFolder);
  await requireWhole(folder, manifest);
  await requireNoFiles(files);
  await requireEmpty(databaseUrl, manifest);
  const staging = files === null ? null : `${files}.restoring-${process.pid}`;
  try {
    if (staging) await copyFiles(join(folder, "files"), staging);
    const { held } = await loadDatabase(databaseUrl, folder, manifest, { migrationsFolder, now: now() });
    if (files !== null && staging && (await hasFiles(staging))) {
      rmSync(files, { recursive: true, force: true });
      renameSync(staging, files);
    }
    return { manifest, held };
  } finally {
    if (staging) rmSync(staging, { recursive: true, force: true });
  }
}
