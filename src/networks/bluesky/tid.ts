import { createHash } from "node:crypto";

const ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";
const microsSpread = 1_000_000n;

/**
 * The record key of a delivery: a TID within the second of its first attempt, placed there by its key.
 * Every attempt computes the same one and so writes the same record; two deliveries do not meet.
 */
export function recordKey(dedupeKey: string, firstAttemptAt: Date): string {
  const digest = createHash("sha256").update(dedupeKey).digest();
  const micros = BigInt(firstAttemptAt.getTime()) * 1_000n + (digest.readBigUInt64BE(0) % microsSpread);
  let value = (micros << 10n) | BigInt(digest.readUInt16BE(8) & 0x3ff);
  let key = "";
  for (let place = 0; place < 13; place++) {
    key = ALPHABET.charAt(Number(value & 31n)) + key;
    value >>= 5n;
  }
  return key;
}
