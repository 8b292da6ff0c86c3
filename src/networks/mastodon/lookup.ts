import { inOwnWords } from "@/kernel/own-words";
import { secondMs } from "@/kernel/time";
import type { HttpResult } from "@/platform/http";
import type { LookupResult, PublishCall } from "../contract";
import { answerOf, sentenceOf } from "../wire";
import { type StatusAnswer, sourceAnswer, statusesAnswer } from "./answers";
import { accepted, doorOf, get, isAuthRefusal } from "./api";
import { comparable, sameFrame, showsContent } from "./map";

const pageSize = 40;
const pagesMax = 5;
// What is left between two clocks once the server has told its own, and what to allow when it does not.
const clockErrorMs = 5 * secondMs;
const clockSkewMaxMs = 90 * secondMs;

/** Read the account's own statuses back to the first attempt, and find the one that shows this content. */
export async function lookUpOnMastodon(call: PublishCall): Promise<LookupResult> {
  const { base, token } = doorOf(call.account);
  const accountId = String(call.account.settings.accountId ?? "");
  let maxId: string | undefined;
  const begunMs = performance.now();
  for (let page = 0; page < pagesMax; page++) {
    const query = new URLSearchParams({ limit: String(pageSize), exclude_reblogs: "true" });
    if (maxId) query.set("max_id", maxId);
    const url = `${base}/api/v1/accounts/${encodeURIComponent(accountId)}/statuses?${query}`;
    const result = await get(call, { url, token });
    const statuses = accepted(result, statusesAnswer);
    if (!statuses)
      return {
        ...{ status: "unknown", detail: sentenceOf(result), answer: answerOf(result) },
        auth: isAuthRefusal(result),
      };
    const nowMs = call.now.getTime() + performance.now() - begunMs;
    const since = call.firstAttemptAt.getTime() + clockOffsetMs(result, nowMs);
    // Pinned posts may come first, however old they are.
    const recent = statuses.filter(
      (status) => status.created_at.getTime() >= since && standsUnder(status, call),
    );
    const match = await findMatch(recent, call);
    if (match === "unclear") return { status: "unknown", detail: inOwnWords("not_compared"), answer: null };
    if (match) {
      const answer = {
        httpStatus: 200,
        body: { id: match.id, url: match.url, created_at: match.created_at },
      };
      return { status: "found", externalId: match.id, url: match.url ?? match.uri, answer };
    }
    const last = statuses.at(-1);
    if (!last || last.created_at.getTime() < since)
      return {
        status: "absent",
        answer: { httpStatus: 200, body: { compared: recent.map(({ id }) => id) } },
      };
    maxId = last.id;
  }
  return { status: "unknown", detail: inOwnWords("not_among", { count: pageSize * pagesMax }), answer: null };
}

/** Tell whether a status replies to what this part follows: a thread may say the same words twice. */
const standsUnder = ({ in_reply_to_id }: StatusAnswer, { under }: PublishCall): boolean =>
  (in_reply_to_id ?? null) === (under?.parent.externalId ?? null);

/** How far the server's clock is from the one that timed the first attempt, on the early side. */
function clockOffsetMs(result: HttpResult, nowMs: number): number {
  const serverNow = result.kind === "response" ? Date.parse(result.headers.get("date") ?? "") : Number.NaN;
  return Number.isNaN(serverNow) ? -clockSkewMaxMs : serverNow - nowMs - clockErrorMs;
}

async function findMatch(
  statuses: StatusAnswer[],
  call: PublishCall,
): Promise<StatusAnswer | "unclear" | null> {
  // The oldest first: a later post with the same words is somebody's deliberate repeat.
  const oldestFirst = statuses.toReversed();
  const match = oldestFirst.find((status) => showsContent(status, call.content));
  if (match) return match;
  for (const status of oldestFirst.filter((one) => sameFrame(one, call.content))) {
    const text = await sourceOf(status.id, call);
    if (text === "unclear") return "unclear";
    if (text !== null && comparable(text) === comparable(call.content.body)) return status;
  }
  return null;
}

/** What the author typed, on servers that tell; null on those that do not. */
async function sourceOf(id: string, call: PublishCall): Promise<string | "unclear" | null> {
  const { base, token } = doorOf(call.account);
  const result = await get(call, { url: `${base}/api/v1/statuses/${encodeURIComponent(id)}/source`, token });
  const source = accepted(result, sourceAnswer);
  if (source) return source.text;
  return result.kind === "response" && [401, 403, 404, 405, 501].includes(result.status) ? null : "unclear";
}
