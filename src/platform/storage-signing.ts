import { createHmac, timingSafeEqual } from "node:crypto";

const prefix = "hmac-sha256=";

/** Sign a text the way UploadThing does: HMAC-SHA256 under the application's key. */
export const signText = (text: string, apiKey: string): string =>
  `${prefix}${createHmac("sha256", apiKey).update(text).digest("hex")}`;

/** Tell whether `signature` is ours, in a time that says nothing. */
export function isSignedBy(text: string, signature: string | null, apiKey: string): boolean {
  const [given, expected] = [Buffer.from(signature ?? ""), Buffer.from(signText(text, apiKey))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Sign an address until `expiresAt` (epoch milliseconds); a parameter that is there already is replaced. */
export function signUrl(url: string | URL, apiKey: string, expiresAt: number): string {
  const signed = new URL(url);
  signed.searchParams.delete("signature");
  signed.searchParams.set("expires", String(expiresAt));
  signed.searchParams.append("signature", signText(signed.href, apiKey));
  return signed.href;
}

export type SignedUrlVerdict = "valid" | "tampered" | "expired";

/** Check a signed address: nothing in it was changed, and its time has not passed. */
export function verifySignedUrl(url: string | URL, apiKey: string, now: number): SignedUrlVerdict {
  const unsigned = new URL(url);
  const signature = unsigned.searchParams.get("signature");
  unsigned.searchParams.delete("signature");
  if (!isSignedBy(unsigned.href, signature, apiKey)) return "tampered";
  return Number(unsigned.searchParams.get("expires")) > now ? "valid" : "expired";
}
