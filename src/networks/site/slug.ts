import { createHash } from "node:crypto";

const wordsMax = 8;
const slugMax = 60;

/** Words of a text as an address: lower case, without accents, joined by hyphens. Scripts other than Latin are kept. */
export const slugOf = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, wordsMax)
    .join("-")
    .slice(0, slugMax)
    .replace(/-+$/, "")
    .normalize("NFC");

/** A short mark of a delivery, the same each time, that keeps two posts of one title apart. */
export const markOf = (dedupeKey: string): string =>
  BigInt(`0x${createHash("sha256").update(dedupeKey).digest("hex").slice(0, 12)}`)
    .toString(36)
    .slice(0, 6)
    .padStart(6, "0");
