import { join } from "node:path";
import { getEnv } from "../src/platform/env";
import { takeBackup, versionOf } from "./backup/take";
import { onProduct } from "./launcher/maintenance";

/** `npm run backup`: database and stored files into a folder of the data folder, while the product runs or not. */
async function main(): Promise<void> {
  await onProduct(async () => {
    const { database, dataFolder, uploadThingToken, encryptionKeys } = getEnv();
    const { folder, content } = await takeBackup({
      databaseUrl: database.url,
      dataFolder,
      files: uploadThingToken ? null : join(dataFolder, "files"),
      keyring: encryptionKeys,
      version: versionOf(join(import.meta.dirname, "..")),
      now: () => new Date(),
    });
    const rows = content.tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(`${rows} rows and ${content.files?.length ?? "no"} files are in ${folder}`);
    if (content.files === null) console.log("The stored files are UploadThing's to keep.");
    console.log("Copy it to another machine. The secrets that open it are not in it: keep those elsewhere.");
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
