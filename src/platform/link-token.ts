import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { getEnv } from "./env";

/** A token for a link in a mail: it proves that its bearer read the mail. Nothing is stored. */
export const linkToken = (purpose: string, ...facts: readonly string[]): string =>
  createHmac("sha256", getEnv().authSecret)
    .update(JSON.stringify([`link:${purpose}`, ...facts]))
    .digest("base64url");

/** Tell, in constant time, whether `token` was made for these facts. */
export function isLinkToken(
  token: string | undefined,
  purpose: string,
  ...facts: readonly string[]
): boolean {
  if (!token) return false;
  const [given, expected] = [Buffer.from(token), Buffer.from(linkToken(purpose, ...facts))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
