import { join, resolve } from "node:path";
import { systemClock } from "../src/kernel/context";
import { recordRestore } from "../src/modules/publishing/commands/restore";
import { getEnv } from "../src/platform/env";
import { restoreBackup } from "./backup/bring-back";
import { onEmptyProduct } from "./launcher/maintenance";

/** `npm run restore -- <folder>`: a backup into an empty data folder, or into the empty database of `DATABASE_URL`. */
async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error("Name the folder of the backup: npm run restore -- .data/backups/<instant>");
  const asked = resolve(folder);
  await onEmptyProduct(async () => {
    const { database, dataFolder, uploadThingToken, encryptionKeys } = getEnv();
    const { manifest, held } = await restoreBackup({
      folder: asked,
      databaseUrl: database.url,
      files: uploadThingToken ? null : join(dataFolder, "files"),
      keyring: encryptionKeys,
      migrationsFolder: join(import.meta.dirname, "../drizzle"),
      now: () => systemClock.now(),
    });
    await recordRestore(systemClock, manifest.takenAt);
    console.log(`Restored as of ${manifest.takenAt}. People sign in again.`);
    console.log(
      `${held} deliveries are on hold: a person looks whether they went out since, and sends or skips them.`,
    );
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
