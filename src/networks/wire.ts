import { z } from "zod";
import { inOwnWords, ownWordsOf } from "@/kernel/own-words";
import { minuteMs } from "@/kernel/time";
import type { HttpResponse, HttpResult } from "@/platform/http";
import { untilMs } from "@/platform/http-retry-after";
import type { Answer, PublishMedia, PublishResult, Refusal } from "./contract";

const evidenceMax = 4_000;

/** What there is to show of a call that was never answered. */
export const noAnswer: Answer = { httpStatus: null, body: null };

/** The bytes of one of our own files; failing to read them proves that nothing was sent. */
export async function readFile(
  media: PublishMedia,
): Promise<{ bytes: Uint8Array } | Extract<PublishResult, { status: "retry" }>> {
  try {
    return { bytes: await media.read() };
  } catch (error) {
    const detail = inOwnWords("file", { technical: String(error) });
    return { status: "retry", reason: "not_sent", afterMs: null, detail, answer: null };
  }
}

/** An address in an answer, only if a browser may be sent there; what is not one counts as absent. */
export const webAddress = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === "string" && /^https?:\/\/[^\s]+$/i.test(value) ? value : null));

/** The beginning of somebody's text, cut between characters, without what no column can hold. */
const beginningOf = (text: string, max: number): string =>
  text.slice(0, max).toWellFormed().replaceAll("\0", "\ufffd");

/** The body of an answer as text. */
export const textOf = ({ body }: HttpResponse): string => new TextDecoder().decode(body);

/** The body of an answer as JSON; undefined when it is anything else. */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(textOf(response));
  } catch {
    return undefined;
  }
}

/** What to keep of an answer as evidence: JSON whole when small, else the beginning of its text. */
export function answerOf(response: HttpResult): Answer {
  if (response.kind === "not_sent") return noAnswer;
  if (response.kind === "no_answer") return { httpStatus: response.status, body: null };
  const text = textOf(response);
  const small = text.length <= evidenceMax ? jsonOf(response) : undefined;
  return { httpStatus: response.status, body: small ?? beginningOf(text, evidenceMax) };
}

/** Why there is no answer, in our words. */
function silenceOf({ kind, reason, detail: technical }: Exclude<HttpResult, HttpResponse>): string {
  if (ownWordsOf(technical)) return technical;
  if (kind === "not_sent") return inOwnWords("no_connection", { technical });
  return inOwnWords(reason === "malformed" ? "unreadable_because" : "broke_off", { technical });
}

/** The network's own sentence in an error answer, its status when it said nothing readable, or why there is none. */
export function sentenceOf(response: HttpResult): string {
  if (response.kind !== "response") return silenceOf(response);
  const json = jsonOf(response);
  if (json && typeof json === "object") {
    const { message, error_description, error, detail } = json as Record<string, unknown>;
    const said = [message, error_description, error, detail].find(
      (one) => typeof one === "string" && one !== "",
    );
    if (typeof said === "string") return beginningOf(said, 500);
  }
  return inOwnWords("answered", { status: response.status });
}

/** How long the network asks us to wait, by `Retry-After` or by its rate-limit header. */
export const askedWaitMs = (response: HttpResult, now: Date): number | null =>
  response.kind === "response"
    ? (response.retryAfterMs ??
      untilMs(response.headers.get("ratelimit-reset") ?? response.headers.get("x-ratelimit-reset"), now))
    : null;

type Unhappy = Exclude<PublishResult, { status: "published" }>;

/**
 * What follows from a publishing call without the expected answer.
 * `creates` says whether this very step makes the post visible: only then may a missing answer hide a success.
 */
export function unhappy(result: HttpResult, { creates, now }: { creates: boolean; now: Date }): Unhappy {
  if (result.kind === "not_sent")
    return result.reason === "blocked" || result.reason === "invalid"
      ? { status: "rejected", reason: "policy", detail: silenceOf(result), answer: noAnswer }
      : { status: "retry", reason: "not_sent", afterMs: null, detail: silenceOf(result), answer: noAnswer };
  const unclear = (detail: string, answer: Answer | null): Unhappy =>
    creates
      ? { status: "unknown", detail, answer }
      : { status: "retry", reason: "unavailable", afterMs: null, detail, answer };
  if (result.kind === "no_answer")
    return unclear(silenceOf(result), result.status === null ? null : answerOf(result));
  const answer = answerOf(result);
  if (result.status < 300) return unclear(inOwnWords("unreadable"), answer);
  return refusalOf(result, answer, now) ?? unclear(sentenceOf(result), answer);
}

const REJECTIONS: Record<number, Extract<PublishResult, { status: "rejected" }>["reason"]> = {
  400: "invalid_content",
  401: "auth",
  403: "policy",
  404: "not_found",
  405: "not_found",
  409: "duplicate",
  410: "not_found",
  413: "invalid_content",
  415: "invalid_content",
  422: "invalid_content",
};

/** The statuses by which a server proves that it did not accept; null for the others. */
function refusalOf(response: HttpResponse, answer: Answer, now: Date): Unhappy | null {
  const { status } = response;
  const detail = sentenceOf(response);
  const waitMs = askedWaitMs(response, now);
  if (status === 429)
    return { status: "retry", reason: "rate_limited", afterMs: waitMs ?? minuteMs, detail, answer };
  if (status === 408 || status === 425 || (status === 503 && response.retryAfterMs !== null))
    return { status: "retry", reason: "unavailable", afterMs: waitMs, detail, answer };
  if ([301, 302, 307, 308].includes(status))
    return {
      ...{ status: "retry", reason: "unavailable", afterMs: null, answer },
      detail: inOwnWords("moved", { status }),
    };
  const reason = REJECTIONS[status];
  return reason ? { status: "rejected", reason, detail, answer } : null;
}

/** What to tell a person who connects an account when the server gave no usable answer. */
export function refuse(result: HttpResult, field?: string): Refusal {
  const base = { status: "refused" as const, field };
  if (result.kind !== "response") {
    const invalid =
      result.kind === "not_sent" && (result.reason === "blocked" || result.reason === "invalid");
    return { ...base, reason: invalid ? "invalid" : "unreachable", detail: silenceOf(result) };
  }
  const detail = sentenceOf(result);
  if (result.status === 429) return { ...base, reason: "rate_limited", detail };
  if (result.status === 401 || result.status === 403) return { ...base, reason: "credentials", detail };
  if (result.status >= 500) return { ...base, reason: "unreachable", detail };
  return { ...base, reason: "not_this_network", detail };
}

/** A server's address as people type it: with or without scheme, path or trailing slash; null when it is none. */
export function originOf(typed: string): string | null {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  try {
    const url = new URL(withScheme);
    const web = url.protocol === "https:" || url.protocol === "http:";
    return web && url.hostname !== "" && !url.username && !url.password ? url.origin : null;
  } catch {
    return null;
  }
}
