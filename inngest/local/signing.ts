import { createHmac } from "node:crypto";

/** JSON with sorted keys, which is what the SDK signs and verifies. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if ("toJSON" in value && typeof value.toJSON === "function") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(",")}}`;
}

/** The `x-inngest-signature` of a canonical body, valid for five minutes around `at`. */
export function signatureOf(canonicalBody: string, signingKey: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const key = signingKey.replace(/^signkey-\w+-/, "");
  const mac = createHmac("sha256", key).update(`${canonicalBody}${seconds}`).digest("hex");
  return `t=${seconds}&s=${mac}`;
}
