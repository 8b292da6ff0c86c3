import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../../src/modules/audit/policy";
import { auditHeadSchema } from "../../src/modules/audit/schemas";
import type { Keyring } from "../../src/platform/secrets";

const sum = z.object({ path: z.string(), bytes: z.number(), sha256: z.string() });
/** A file of a backup, by its path in it. */
export type Sum = z.output<typeof sum>;

const content = z.object({
  format: z.literal(1),
  /** Of the product that made it. */
  version: z.string(),
  /** The one instant of which the database's part tells. */
  takenAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Hashes of the migrations that its tables have seen, in order. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), file: sum })),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Null when they are kept by UploadThing, which a backup of ours does not reach. */
  files: z.array(sum).nullable(),
  /** Where each workspace's history ended: `npm run audit:verify -- --heads` proves that nothing was cut off since. */
  auditHeads: z.array(auditHeadSchema),
});
export type Content = z.output<typeof content>;

const manifest = content.extend({ signature: z.string() });
export type Manifest = z.output<typeof manifest>;

export const manifestName = "manifest.json";

const macOf = (key: Buffer, said: Content): Buffer =>
  createHmac("sha256", Buffer.from(hkdfSync("sha256", key, "", "publify backup manifest", 32)))
    .update(canonicalJson(said))
    .digest();

/** Sign what a backup holds with the first key of the ring, and write it down: a folder with a manifest is complete. */
export function writeManifest(folder: string, said: Content, [first]: Keyring): void {
  if (!first) throw new Error("The keyring holds no key");
  const signature = `${first.id}.${macOf(first.key, said).toString("base64url")}`;
  writeFileSync(join(folder, manifestName), `${JSON.stringify({ ...said, signature }, null, 1)}\n`, {
    mode: 0o600,
  });
}

/** What a backup says it holds. @throws Error when it is none, or of another format. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, manifestName);
  if (!existsSync(path)) throw new Error(`${folder} is no backup: there is no ${manifestName} in it.`);
  const raw = (): unknown => {
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch {
      return null;
    }
  };
  const found = z.object({ format: z.number() }).safeParse(raw()).data?.format;
  if (found !== undefined && found > 1)
    throw new Error(`${folder} was made by a newer Publify (format ${found}): update this one first.`);
  const parsed = manifest.safeParse(raw());
  if (!parsed.success) throw new Error(`${path} is damaged: take another backup.`);
  return parsed.data;
}

/** @throws Error unless a key of the ring signed exactly this. */
export function requireSigned({ signature, ...said }: Manifest, keyring: Keyring): void {
  const [id, mac = ""] = signature.split(".");
  const held = keyring.find((key) => key.id === id);
  if (!held)
    throw new Error(
      `This backup was made under the key ${id}, which this product does not have: bring the secrets that belong to it.`,
    );
  const [given, expected] = [Buffer.from(mac, "base64url"), macOf(held.key, said)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error(
      "The manifest of this backup was altered, or the secrets here are those of another product.",
    );
}
