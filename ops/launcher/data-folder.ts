import { createECDH, randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

/** Where the embedded product keeps everything that it would hurt to lose. */
export interface DataFolder {
  path: string;
  postgres: string;
  secrets: string;
  /** The key pair that push services know this product by. */
  pushKeys: string;
  /** Who runs on it now, for the sentence that a second instance prints. */
  running: string;
}

const secretsFile = z.object({ AUTH_SECRET: z.string().min(32), ENCRYPTION_KEYS: z.string().min(1) });
export type Secrets = z.output<typeof secretsFile>;

/** Make the data folder named by `PUBLIFY_DATA`, relative to the project. @throws Error when it cannot be written. */
export function openDataFolder(root: string, name: string): DataFolder {
  const path = resolve(root, name);
  try {
    mkdirSync(path, { recursive: true });
    const probe = join(path, `.write-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw new Error(
      `The data folder ${path} cannot be written by this user (${(error as NodeJS.ErrnoException).code}). ` +
        "Make it writable, or set PUBLIFY_DATA to another folder.",
    );
  }
  return {
    path,
    postgres: join(path, "postgres"),
    secrets: join(path, "secrets.json"),
    pushKeys: join(path, "push-keys.json"),
    running: join(path, "running.json"),
  };
}

const newSecrets = (): Secrets => ({
  AUTH_SECRET: randomBytes(48).toString("base64url"),
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
});

/** Written beside its place and linked in: of two first starts one wins, and a kill leaves no half-written file. */
function createOnce(file: string, content: Record<string, string>): void {
  const staging = `${file}.${process.pid}`;
  writeFileSync(staging, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(staging, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(staging, { force: true });
  }
}

/**
 * The secrets of a data folder, generated on its first start and never again.
 * @throws Error when they are unreadable, or gone while the database that they protect is there.
 */
export function loadSecrets(folder: DataFolder): Secrets {
  if (!existsSync(folder.secrets)) {
    if (existsSync(join(folder.postgres, "PG_VERSION")))
      throw new Error(
        `${folder.secrets} is missing beside an existing database, whose channel tokens only it can decrypt. ` +
          "Restore it from your backup, or give AUTH_SECRET and ENCRYPTION_KEYS in the environment.",
      );
    createOnce(folder.secrets, newSecrets());
  }
  try {
    return secretsFile.parse(JSON.parse(readFileSync(folder.secrets, "utf8")));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Error(
      code === "EACCES"
        ? `${folder.secrets} belongs to another user. Start Publify as that user, or set PUBLIFY_DATA to another folder.`
        : `${folder.secrets} is damaged: restore it from your backup. Publify does not replace it, because that would lose the tokens of your channels.`,
    );
  }
}

const pushKeysFile = z.object({
  VAPID_PUBLIC_KEY: z.string().min(80),
  VAPID_PRIVATE_KEY: z.string().min(40),
});
export type PushKeys = z.output<typeof pushKeysFile>;

function newPushKeys(): PushKeys {
  const pair = createECDH("prime256v1");
  const publicKey = pair.generateKeys();
  // A private key that begins with zeros comes out shorter, and push services want 32 bytes.
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
  return {
    VAPID_PUBLIC_KEY: publicKey.toString("base64url"),
    VAPID_PRIVATE_KEY: privateKey.toString("base64url"),
  };
}

/**
 * The push keys of a data folder, generated once. They are no secret that protects data: without them browsers
 * only have to subscribe again. @throws Error when the file is there and damaged.
 */
export function loadPushKeys(folder: DataFolder): PushKeys {
  if (!existsSync(folder.pushKeys)) createOnce(folder.pushKeys, newPushKeys());
  try {
    return pushKeysFile.parse(JSON.parse(readFileSync(folder.pushKeys, "utf8")));
  } catch {
    throw new Error(
      `${folder.pushKeys} is damaged: restore it from your backup, or delete it, and people allow messages on their devices anew.`,
    );
  }
}
