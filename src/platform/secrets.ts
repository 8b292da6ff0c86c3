import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { type Env, getEnv } from "./env";

/** Where a secret lives. It is bound into the seal: elsewhere the envelope does not open. */
export interface SecretPlace {
  tenantId: Id<"workspace">;
  /** Id of the row that holds it. */
  rowId: Id;
  /** `table.column`. */
  column: string;
}

export type Keyring = Env["encryptionKeys"];

const version = "v1";
const algorithm = "aes-256-gcm";
// 96 random bits: the length GCM is made for; a key would have to seal 2^32 secrets before a repeat matters.
const nonceBytes = 12;
const tagBytes = 16;

const additionalData = (keyId: string, { tenantId, rowId, column }: SecretPlace): Buffer =>
  Buffer.from([version, keyId, tenantId, rowId, column].join("\n"));

const unreadable = (why: string, cause?: unknown) =>
  new DomainError("UNAVAILABLE", "secret.unreadable", `A stored secret cannot be read: ${why}`, { cause });

function splitEnvelope(envelope: string) {
  const [prefix, keyId, nonce, tag, ciphertext, ...rest] = envelope.split(".");
  if (prefix !== version || !keyId || !nonce || !tag || ciphertext === undefined || rest.length > 0)
    throw unreadable("its envelope is malformed");
  const [iv, authTag] = [Buffer.from(nonce, "base64url"), Buffer.from(tag, "base64url")];
  if (iv.length !== nonceBytes || authTag.length !== tagBytes) throw unreadable("its envelope is malformed");
  return { keyId, iv, authTag, data: Buffer.from(ciphertext, "base64url") };
}

/** The id of the key that sealed `envelope`. @throws DomainError UNAVAILABLE `secret.unreadable`. */
export const keyIdOf = (envelope: string): string => splitEnvelope(envelope).keyId;

/** Encrypt with the first key of the ring, bound to its place: `v1.<key id>.<nonce>.<tag>.<ciphertext>`. */
export function seal(plain: string, place: SecretPlace, keyring: Keyring = getEnv().encryptionKeys): string {
  const [current] = keyring;
  if (!current) throw new Error("The keyring holds no key");
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, current.key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(additionalData(current.id, place));
  const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), data].map((part) => part.toString("base64url"));
  return [version, current.id, ...parts].join(".");
}

/**
 * Decrypt what `seal` made for this very place, with whichever key of the ring sealed it.
 * @throws DomainError UNAVAILABLE `secret.unreadable` when it was moved, altered, or its key is gone.
 */
export function open(
  envelope: string,
  place: SecretPlace,
  keyring: Keyring = getEnv().encryptionKeys,
): string {
  const { keyId, iv, authTag, data } = splitEnvelope(envelope);
  const held = keyring.find(({ id }) => id === keyId);
  if (!held) throw unreadable(`the key ${keyId} is not in the keyring`);
  try {
    const decipher = createDecipheriv(algorithm, held.key, iv, { authTagLength: tagBytes });
    decipher.setAuthTag(authTag);
    decipher.setAAD(additionalData(keyId, place));
    return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw unreadable("it was altered or belongs elsewhere", cause);
  }
}

/** The same secret under the ring's first key; null when it already is. */
export function reseal(
  envelope: string,
  place: SecretPlace,
  keyring: Keyring = getEnv().encryptionKeys,
): string | null {
  if (keyIdOf(envelope) === keyring[0]?.id) return null;
  return seal(open(envelope, place, keyring), place, keyring);
}
