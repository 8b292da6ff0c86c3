import "server-only";
import webPush, { type RequestDetails } from "web-push";
import { minuteMs, secondMs } from "@/kernel/time";
import { type Env, getEnv } from "./env";
import { getHttpClient, type HttpClient } from "./http";
import { allowPrivateHosts, checkUrl, parseUrl } from "./http-address";

/** A browser's own address at its push service, with the keys that only it can read with. */
export interface PushTarget {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export interface PushMessage {
  /** What the browser's worker is given, encrypted for it alone. */
  payload: string;
  /** A later message of the same topic takes the place of one that was not delivered yet; 32 base64url letters at most. */
  topic?: string;
  urgent: boolean;
}

/** What the push service said. `gone`: that browser is subscribed no more; `refused`: never like this. */
export type PushResult =
  | { status: "sent" }
  | { status: "gone" }
  | { status: "refused"; detail: string }
  | { status: "retry"; detail: string; afterMs: number };

type PushKeys = NonNullable<Env["push"]>;

const pushTimeoutMs = 15 * secondMs;
const answerBytesMax = 64 * 1024;
/** News that waits longer than a day for a phone to wake up is old. */
const keptSeconds = 24 * 60 * 60;
const retryMs = minuteMs;

/** Tell whether push messages may be sent there: encrypted and public, or opened on purpose. */
export function isPushEndpoint(endpoint: string): boolean {
  const url = parseUrl(endpoint);
  if (!url) return false;
  const allowPrivate = allowPrivateHosts(getEnv().allowPrivateHosts);
  return checkUrl(url, allowPrivate) === null && (url.protocol === "https:" || allowPrivate(url));
}

/** Who answers for these messages, as push services ask: an address of ours. */
function subject(): string {
  const { appUrl, mailFrom } = getEnv();
  if (appUrl.startsWith("https:")) return appUrl;
  return `mailto:${/<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom}`;
}

function answerOf(status: number, retryAfterMs: number | null, body: Uint8Array): PushResult {
  if (status >= 200 && status < 300) return { status: "sent" };
  if (status === 404 || status === 410) return { status: "gone" };
  const detail = `${status} ${Buffer.from(body).toString("utf8").slice(0, 200)}`.trim();
  if (status === 429 || status >= 500) return { status: "retry", detail, afterMs: retryAfterMs ?? retryMs };
  return { status: "refused", detail };
}

/** The message as a request; null when the browser's keys are no keys. */
function requestOf(
  { endpoint, keys }: PushTarget,
  message: PushMessage,
  vapid: PushKeys,
): RequestDetails | null {
  try {
    return webPush.generateRequestDetails({ endpoint, keys }, message.payload, {
      vapidDetails: { subject: subject(), ...vapid },
      TTL: keptSeconds,
      contentEncoding: "aes128gcm",
      urgency: message.urgent ? "high" : "normal",
      ...(message.topic && { topic: message.topic }),
    });
  } catch {
    return null;
  }
}

/**
 * Send one message to one browser, encrypted (RFC 8291) and signed with our VAPID keys (RFC 8292).
 * Never throws for what a push service may do. One call: the caller repeats it, or not.
 */
export async function sendPush(
  target: PushTarget,
  message: PushMessage,
  http: HttpClient = getHttpClient(),
): Promise<PushResult> {
  const { push } = getEnv();
  if (!push) return { status: "refused", detail: "This product has no VAPID keys" };
  const details = requestOf(target, message, push);
  if (!details) return { status: "refused", detail: "The keys of this browser cannot be used" };
  const headers = Object.entries(details.headers).filter(([name]) => name.toLowerCase() !== "content-length");
  const answer = await http.send({
    url: details.endpoint,
    method: "POST",
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: { bytes: details.body ?? new Uint8Array(), type: "application/octet-stream" },
    timeoutMs: pushTimeoutMs,
    maxBytes: answerBytesMax,
  });
  if (answer.kind === "response") return answerOf(answer.status, answer.retryAfterMs, answer.body);
  if (answer.kind === "not_sent" && ["blocked", "invalid"].includes(answer.reason))
    return { status: "refused", detail: answer.detail };
  return { status: "retry", detail: answer.detail, afterMs: retryMs };
}
