import { createHash } from "node:crypto";
import { z } from "zod";
import { inOwnWords } from "@/kernel/own-words";
import { dayMs, minuteMs, secondMs } from "@/kernel/time";
import type { HttpResult } from "@/platform/http";
import type { MediaCapability } from "../capabilities";
import {
  type Account,
  type Capabilities,
  type ConnectResult,
  defineNetwork,
  type PublishCall,
  type PublishResult,
  type TestResult,
  type Tools,
} from "../contract";
import { answerOf, jsonOf, refuse, sentenceOf, unhappy, webAddress } from "../wire";
import { deliver, isSecret, newSecret } from "./api";
import { payloadOf, pingOf } from "./payload";

const media: Omit<MediaCapability, "mimeTypes"> = { countMax: 20, bytesMax: 500_000_000, altTextMax: 2_000 };

const capabilities: Capabilities = {
  text: { max: 100_000, unit: "characters" },
  title: { max: 300, required: false },
  image: { ...media, mimeTypes: ["image/jpeg", "image/png", "image/webp", "image/avif"] },
  gif: { ...media, mimeTypes: ["image/gif"] },
  video: { ...media, mimeTypes: ["video/mp4", "video/webm", "video/quicktime"] },
  mediaCountMax: 20,
  mediaMixed: true,
  emptyTextWithMedia: true,
  tags: true,
  parts: { kinds: ["thread", "first_comment", "follow_up"], max: 25 },
};

const endpointOf = ({ settings, credentials }: Account): { url: string; secret: string } =>
  z.object({ url: z.string(), secret: z.string() }).parse({ url: settings.url, secret: credentials.secret });

async function connect(input: Record<string, string>, tools: Tools): Promise<ConnectResult> {
  const url = URL.parse((input.url ?? "").trim());
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return { status: "refused", reason: "invalid", field: "url", detail: inOwnWords("no_address") };
  const given = (input.secret ?? "").trim();
  if (given !== "" && !isSecret(given))
    return {
      status: "refused",
      reason: "invalid",
      field: "secret",
      detail: inOwnWords("no_key"),
    };
  const secret = given || newSecret();
  const pinged = await ping(url.href, secret, tools);
  // Any answer will do: the receiver learns the key only now. But somebody must be there.
  if (pinged.kind === "not_sent") return refuse(pinged, "url");
  return {
    status: "connected",
    account: {
      externalId: url.href,
      handle: url.host,
      name: url.host,
      avatarUrl: null,
      profileUrl: null,
      settings: { url: url.href },
      credentials: { secret },
      expiresAt: null,
      capabilities: null,
    },
    ...(given === "" ? { reveal: { secret } } : {}),
  };
}

const ping = (url: string, secret: string, tools: Tools): Promise<HttpResult> =>
  deliver(tools, { url, secret, id: `ping_${tools.now.getTime().toString(36)}`, payload: pingOf(tools.now) });

const statusOf = (result: HttpResult): number | null => (result.kind === "not_sent" ? null : result.status);
const isAccepted = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

async function test(account: Account, tools: Tools): Promise<TestResult> {
  const { url, secret } = endpointOf(account);
  const result = await ping(url, secret, tools);
  const status = statusOf(result);
  if (isAccepted(status)) return { status: "ok", capabilities: null };
  const detail = sentenceOf(result);
  return status !== null && [401, 403, 410].includes(status)
    ? { status: "auth", detail }
    : { status: "unreachable", detail };
}

/** What a receiver may tell about what it made of the post. */
const made = z.object({
  id: z.union([z.string().min(1).max(500), z.number().int()]).optional(),
  url: webAddress,
});

async function publish(call: PublishCall): Promise<PublishResult> {
  const result = await deliver(call, {
    ...endpointOf(call.account),
    id: call.dedupeKey,
    payload: payloadOf(call),
  });
  const status = statusOf(result);
  const answer = answerOf(result);
  if (isAccepted(status)) {
    const said = result.kind === "response" ? made.safeParse(jsonOf(result)).data : undefined;
    return {
      status: "published",
      externalId: String(said?.id ?? call.dedupeKey),
      url: said?.url ?? null,
      answer,
    };
  }
  const detail = sentenceOf(result);
  // Standard Webhooks: nothing more may go to a receiver that says so, until a person connects it again.
  if (status === 410) return { status: "rejected", reason: "auth", detail: inOwnWords("gone"), answer };
  if (status === 401 || status === 403) return { status: "rejected", reason: "auth", detail, answer };
  // A gateway may say 5xx of what the receiver has taken: it goes again under its own id, which drops the repeat.
  return unhappy(result, { creates: true, now: call.now });
}

/** Each address fails for itself: one broken hook must not hold up another workspace's on the same host. */
function serverOf({ settings }: Account): string {
  const url = new URL(String(settings.url));
  return `${url.host}#${createHash("sha256").update(url.href).digest("hex").slice(0, 12)}`;
}

/** Any receiver of Standard Webhooks. */
export const webhook = defineNetwork({
  key: "webhook",
  name: "Webhook",
  icon: {
    path: "M10.59 13.41a1 1 0 0 1 0 1.42 1 1 0 0 1-1.42 0 5 5 0 0 1 0-7.07l3.54-3.54a5 5 0 0 1 7.07 7.07l-1.49 1.49a6.9 6.9 0 0 0-.4-2.4l.47-.5a3 3 0 1 0-4.24-4.24l-3.53 3.53a3 3 0 0 0 0 4.24Zm2.82-4.24a1 1 0 0 1 1.42 0 5 5 0 0 1 0 7.07l-3.54 3.54a5 5 0 0 1-7.07-7.07l1.49-1.49c-.01.82.12 1.64.4 2.41l-.47.48a3 3 0 1 0 4.24 4.24l3.53-3.53a3 3 0 0 0 0-4.24 1 1 0 0 1 0-1.41Z",
    color: "#7c3aed",
  },
  preview: { layout: "payload", altTextShown: true },
  connect: {
    type: "form",
    fields: [
      { name: "url", kind: "url", required: true, autoComplete: "url" },
      { name: "secret", kind: "password", required: false, autoComplete: "off" },
    ],
    connect,
  },
  capabilities,
  settings: z.object({}),
  guarantee: "at_least_once",
  resendWindowMs: 30 * dayMs,
  settleMs: 10 * secondMs,
  timeoutMs: minuteMs / 2,
  publish,
  test,
  serverOf,
});
