import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, setDatabase } from "../../src/db/client";
import { hasCluster, startEmbeddedPostgres } from "../../src/db/embedded";
import { getEnv } from "../../src/platform/env";
import { type DataFolder, loadSecrets, openDataFolder, type Secrets } from "./data-folder";

const root = join(import.meta.dirname, "../..");

/** Tell whether a live process serves from this folder. */
function isServed(folder: DataFolder): boolean {
  try {
    const { pid } = JSON.parse(readFileSync(folder.running, "utf8")) as { pid: number };
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const isEmbedded = (): boolean => !process.env.DATABASE_URL;

const dataFolder = (): DataFolder => openDataFolder(root, process.env.PUBLIFY_DATA || ".data");

/** Put a new key in front of the embedded product's ring; the older ones stay, to decrypt. @throws Error while it runs. */
export function addEmbeddedKey(newKey: (known: string[]) => string): void {
  const folder = dataFolder();
  if (isServed(folder))
    throw new Error(
      "Stop Publify first: a running instance does not know the new key before it starts again.",
    );
  const secrets: Secrets = loadSecrets(folder);
  const known = secrets.ENCRYPTION_KEYS.split(",");
  const staging = `${folder.secrets}.${process.pid}`;
  const renewed = { ...secrets, ENCRYPTION_KEYS: [newKey(known), ...known].join(",") };
  writeFileSync(staging, `${JSON.stringify(renewed, null, 2)}\n`, { mode: 0o600 });
  renameSync(staging, folder.secrets);
}

/** A database that is there already, or a new one for a backup to come back into. */
type Expected = "existing" | "empty";

function requireFolder(folder: DataFolder, expected: Expected): void {
  if (expected === "existing" && !hasCluster(folder.postgres))
    throw new Error(`There is no database in ${folder.path} yet: start Publify once, or set DATABASE_URL.`);
  if (expected === "existing") return;
  if (isServed(folder))
    throw new Error(`Publify runs on ${folder.path}: set PUBLIFY_DATA to a new folder, or stop it first.`);
  const given = process.env.AUTH_SECRET && process.env.ENCRYPTION_KEYS;
  if (!given && !existsSync(folder.secrets))
    throw new Error(
      `Put the secrets.json of the backed-up product into ${folder.path} first, or give AUTH_SECRET and ENCRYPTION_KEYS: ` +
        "without them nobody can read the backup's tokens.",
    );
}

async function openEmbedded(expected: Expected): Promise<{ url: string; close(): Promise<void> }> {
  const folder = dataFolder();
  requireFolder(folder, expected);
  const served = isServed(folder);
  const { AUTH_SECRET, ENCRYPTION_KEYS } = process.env;
  const secrets = AUTH_SECRET && ENCRYPTION_KEYS ? { AUTH_SECRET, ENCRYPTION_KEYS } : loadSecrets(folder);
  const postgres = await startEmbeddedPostgres({ folder: folder.postgres });
  const defaults: Record<string, string> = {
    ...secrets,
    APP_URL: "http://localhost:3000",
    PUBLIFY_EMBEDDED: "true",
    PUBLIFY_DATA: folder.path,
  };
  for (const [name, value] of Object.entries(defaults)) process.env[name] ||= value;
  return { url: postgres.url, close: () => (served ? Promise.resolve() : postgres.stop()) };
}

async function onDatabase(expected: Expected, work: () => Promise<void>): Promise<void> {
  if (existsSync(join(root, ".env"))) process.loadEnvFile(join(root, ".env"));
  const embedded = isEmbedded() ? await openEmbedded(expected) : null;
  if (embedded) process.env.DATABASE_URL = embedded.url;
  const database = openDatabase({ ...getEnv().database, poolMax: 4 });
  setDatabase(database);
  try {
    await work();
  } finally {
    await database.close();
    await embedded?.close();
  }
}

/** Run `work` on the product's database, embedded or configured, whether or not the product runs meanwhile. */
export const onProduct = (work: () => Promise<void>): Promise<void> => onDatabase("existing", work);

/** Run `work` on a database that nothing runs on, made when there is none, with the secrets that it will live under. */
export const onEmptyProduct = (work: () => Promise<void>): Promise<void> => onDatabase("empty", work);

export { isEmbedded };
