import { setTimeout as pause } from "node:timers/promises";
import { inOwnWords } from "@/kernel/own-words";
import { minuteMs, secondMs } from "@/kernel/time";
import type { HttpResult } from "@/platform/http";
import type { PublishCall, PublishMedia, PublishResult } from "../contract";
import { answerOf, readFile, sentenceOf, unhappy } from "../wire";
import { mediaAnswer, statusAnswer } from "./answers";
import { accepted, doorOf, get, isAuthRefusal, post } from "./api";
import { statusOf } from "./map";

type Unhappy = Exclude<PublishResult, { status: "published" }>;
type Uploaded = { status: "uploaded"; id: string } | Unhappy;

const uploadTimeoutMs = 2 * minuteMs;
const pollFirstMs = secondMs / 2;
const pollMaxMs = 5 * secondMs;

/** Upload, wait until the server has processed the files, then post under the delivery's own idempotency key. */
export async function publishToMastodon(call: PublishCall): Promise<PublishResult> {
  const { base, token } = doorOf(call.account);
  const mediaIds: string[] = [];
  for (const media of call.content.media) {
    const uploaded = await upload(media, call);
    if (uploaded.status !== "uploaded") return uploaded;
    mediaIds.push(uploaded.id);
  }
  const result = await post(
    call,
    { url: `${base}/api/v1/statuses`, token, headers: { "idempotency-key": call.dedupeKey } },
    { json: statusOf(call.content, mediaIds, call.under) },
  );
  const status = accepted(result, statusAnswer);
  if (!status) return judge(result, true, call.now);
  return {
    status: "published",
    externalId: status.id,
    url: status.url ?? status.uri,
    answer: answerOf(result),
  };
}

async function upload(media: PublishMedia, call: PublishCall): Promise<Uploaded> {
  const { base, token } = doorOf(call.account);
  const file = await readFile(media);
  if ("status" in file) return file;
  const name = `${media.assetId}.${media.mimeType.split("/")[1] ?? "bin"}`;
  const multipart = {
    file: { name, type: media.mimeType, bytes: file.bytes },
    ...(media.altText ? { description: media.altText } : {}),
  };
  const result = await post(
    call,
    { url: `${base}/api/v2/media`, token, timeoutMs: uploadTimeoutMs },
    { multipart },
  );
  const answer = accepted(result, mediaAnswer);
  if (!answer) return judge(result, false, call.now);
  const ready = result.kind === "response" && result.status !== 202 && Boolean(answer.url);
  return ready ? { status: "uploaded", id: answer.id } : untilProcessed(answer.id, call);
}

async function untilProcessed(id: string, call: PublishCall): Promise<Uploaded> {
  const { base, token } = doorOf(call.account);
  for (let waitMs = pollFirstMs; ; waitMs = Math.min(waitMs * 1.5, pollMaxMs)) {
    const waited = await pause(waitMs, true, { signal: call.signal }).catch(() => false);
    if (!waited)
      return {
        status: "retry",
        reason: "unavailable",
        afterMs: null,
        detail: inOwnWords("processing"),
        answer: null,
      };
    const result = await get(call, { url: `${base}/api/v1/media/${encodeURIComponent(id)}`, token });
    if (result.kind === "response" && result.status === 206) continue;
    const answer = accepted(result, mediaAnswer);
    if (answer?.url) return { status: "uploaded", id: answer.id };
    if (!answer) return judge(result, false, call.now);
  }
}

/** As every network, but a 403 in the API's own words is about our token. */
function judge(result: HttpResult, creates: boolean, now: Date): Unhappy {
  if (isAuthRefusal(result))
    return { status: "rejected", reason: "auth", detail: sentenceOf(result), answer: answerOf(result) };
  return unhappy(result, { creates, now });
}
