import { inOwnWords } from "@/kernel/own-words";
import type {
  Account,
  InspectResult,
  MetricsResult,
  Published,
  RemoveResult,
  TestResult,
  Tools,
} from "../contract";
import { askedWaitMs, sentenceOf } from "../wire";
import {
  accepted,
  errorName,
  handleAnswer,
  isAuthRefusal,
  postsAnswer,
  procedure,
  query,
  recordAnswer,
  writtenAnswer,
} from "./api";
import { COLLECTION, parseUri, permalinkOf, recordAt } from "./map";
import { credentialsOf } from "./session";

/** Ask the server who we are. */
export async function testBluesky(account: Account, tools: Tools): Promise<TestResult> {
  const { pds, accessJwt } = credentialsOf(account);
  const result = await query(tools, { base: pds, nsid: "com.atproto.server.getSession", token: accessJwt });
  if (accepted(result, handleAnswer)) return { status: "ok", capabilities: null };
  if (isAuthRefusal(result)) return { status: "auth", detail: sentenceOf(result) };
  return { status: "unreachable", detail: sentenceOf(result) };
}

/** Counts as the server's AppView knows them; unknown when it has none, or has not seen the post yet. */
export async function blueskyMetrics(
  account: Account,
  { externalId }: Published,
  tools: Tools,
): Promise<MetricsResult> {
  const { pds, accessJwt } = credentialsOf(account);
  const params = { uris: externalId };
  const result = await query(tools, { base: pds, nsid: "app.bsky.feed.getPosts", params, token: accessJwt });
  const answer = accepted(result, postsAnswer);
  if (answer) {
    const post = answer.posts.find(({ uri }) => uri === externalId);
    if (!post) return whenUnseen(account, externalId, tools);
    const { likeCount, repostCount, replyCount } = post;
    const metrics = {
      likes: likeCount ?? null,
      reposts: repostCount ?? null,
      replies: replyCount ?? null,
      views: null,
    };
    return { status: "ok", metrics };
  }
  if (isAuthRefusal(result)) return { status: "auth", detail: sentenceOf(result) };
  return { status: "unavailable", detail: sentenceOf(result), afterMs: askedWaitMs(result, tools.now) };
}

/** An AppView shows neither what is deleted nor what is too young: the account's own server tells them apart. */
async function whenUnseen(account: Account, uri: string, tools: Tools): Promise<MetricsResult> {
  const { pds, did, accessJwt } = credentialsOf(account);
  const rkey = parseUri(uri)?.rkey;
  if (!rkey) return { status: "gone" };
  const params = { repo: did, collection: COLLECTION, rkey };
  const result = await query(tools, {
    base: pds,
    nsid: "com.atproto.repo.getRecord",
    params,
    token: accessJwt,
  });
  if (accepted(result, writtenAnswer.partial({ cid: true })))
    return { status: "ok", metrics: { likes: null, reposts: null, replies: null, views: null } };
  if (result.kind === "response" && errorName(result) === "RecordNotFound") return { status: "gone" };
  return { status: "unavailable", detail: inOwnWords("not_shown"), afterMs: null };
}

/**
 * Read the record that stands there now, from the account's own server: it knows before any AppView does.
 * Bluesky has no edit: writing a record anew gives it another hash, and every like, repost and reply names the old one.
 */
export async function inspectOnBluesky(
  account: Account,
  published: Published,
  tools: Tools,
): Promise<InspectResult> {
  const { pds, accessJwt } = credentialsOf(account);
  const place = recordAt(published);
  if (!place)
    return { status: "unavailable", detail: inOwnWords("not_ours", { technical: published.externalId }) };
  const { did, rkey } = place;
  const params = { repo: did, collection: COLLECTION, rkey };
  const nsid = "com.atproto.repo.getRecord";
  const result = await query(tools, { base: pds, nsid, params, token: accessJwt });
  const found = accepted(result, recordAnswer);
  if (found) return { status: "found", text: found.value.text, url: permalinkOf(did, rkey) };
  if (result.kind === "response" && errorName(result) === "RecordNotFound") return { status: "gone" };
  if (isAuthRefusal(result)) return { status: "auth", detail: sentenceOf(result) };
  return { status: "unavailable", detail: sentenceOf(result) };
}

/** Delete the record; deleting what is gone succeeds. */
export async function removeFromBluesky(
  account: Account,
  published: Published,
  tools: Tools,
): Promise<RemoveResult> {
  const { pds, did, accessJwt } = credentialsOf(account);
  const rkey = recordAt(published)?.rkey;
  if (!rkey)
    return { status: "unavailable", detail: inOwnWords("not_ours", { technical: published.externalId }) };
  const result = await procedure(
    tools,
    { base: pds, nsid: "com.atproto.repo.deleteRecord", token: accessJwt },
    { json: { repo: did, collection: COLLECTION, rkey } },
  );
  if (result.kind === "response" && result.status < 300) return { status: "removed" };
  if (isAuthRefusal(result)) return { status: "auth", detail: sentenceOf(result) };
  return { status: "unavailable", detail: sentenceOf(result) };
}
