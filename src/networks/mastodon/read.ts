import type { Account, MetricsResult, Published, RemoveResult, TestResult, Tools } from "../contract";
import { askedWaitMs, sentenceOf } from "../wire";
import { accountAnswer, statusAnswer } from "./answers";
import { accepted, del, doorOf, get, isAuthRefusal, isGone, readInstance, statusUrl } from "./api";

/** Ask the server who we are, and read its limits again. */
export async function testMastodon(account: Account, tools: Tools): Promise<TestResult> {
  const { base, token } = doorOf(account);
  const result = await get(tools, { url: `${base}/api/v1/accounts/verify_credentials`, token });
  if (isAuthRefusal(result)) return { status: "auth", detail: sentenceOf(result) };
  if (!accepted(result, accountAnswer)) return { status: "unreachable", detail: sentenceOf(result) };
  const found = await readInstance(tools, base);
  return { status: "ok", capabilities: "kind" in found ? null : found.capabilities };
}

/** Counts as the instance knows them; Mastodon counts no views. */
export async function mastodonMetrics(
  account: Account,
  { externalId }: Published,
  tools: Tools,
): Promise<MetricsResult> {
  const { base, token } = doorOf(account);
  const result = await get(tools, { url: statusUrl(base, externalId), token });
  const status = accepted(result, statusAnswer);
  if (status) {
    const { favourites_count, reblogs_count, replies_count } = status;
    const counts = { likes: favourites_count, reposts: reblogs_count, replies: replies_count };
    return {
      status: "ok",
      metrics: {
        likes: counts.likes ?? null,
        reposts: counts.reposts ?? null,
        replies: counts.replies ?? null,
        views: null,
      },
    };
  }
  if (isGone(result)) return { status: "gone" };
  if (isAuthRefusal(result)) return { status: "auth", detail: sentenceOf(result) };
  return { status: "unavailable", detail: sentenceOf(result), afterMs: askedWaitMs(result, tools.now) };
}

/** Delete a status; deleting what is gone succeeds. */
export async function removeFromMastodon(
  account: Account,
  { externalId }: Published,
  tools: Tools,
): Promise<RemoveResult> {
  const { base, token } = doorOf(account);
  const result = await del(tools, { url: statusUrl(base, externalId), token });
  if (isGone(result) || (result.kind === "response" && result.status < 300)) return { status: "removed" };
  if (isAuthRefusal(result)) return { status: "auth", detail: sentenceOf(result) };
  return { status: "unavailable", detail: sentenceOf(result) };
}
