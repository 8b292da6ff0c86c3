import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { HttpResult } from "@/platform/http";
import type { Tools } from "../contract";

const answerMaxBytes = 65_536;

/** A new signing key, in the form that Standard Webhooks gives it. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

/** Tell whether a text is a usable signing key: 24 to 64 bytes in base64. */
export function isSecret(text: string): boolean {
  const base64 = text.replace(/^whsec_/, "");
  const bytes = Buffer.from(base64, "base64");
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString("base64") === base64;
}

/** Post a signed message. Redirects are not followed: the signature was meant for this address. */
export function deliver(
  { http, signal, now }: Tools,
  { url, secret, id, payload }: { url: string; secret: string; id: string; payload: unknown },
): Promise<HttpResult> {
  const body = JSON.stringify(payload);
  const timestamp = Math.floor(now.getTime() / 1_000).toString();
  return http.send({
    url,
    method: "POST",
    signal,
    maxBytes: answerMaxBytes,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": new Webhook(secret).sign(id, now, body),
    },
    body: { bytes: Buffer.from(body), type: "application/json" },
  });
}
