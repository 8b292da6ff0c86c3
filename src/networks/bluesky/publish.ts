import { inOwnWords } from "@/kernel/own-words";
import { minuteMs } from "@/kernel/time";
import type { HttpResult } from "@/platform/http";
import type {
  Answer,
  LookupResult,
  PublishCall,
  Published,
  PublishMedia,
  PublishResult,
  Tools,
} from "../contract";
import { type FittedImage, fitImage } from "../images";
import { answerOf, noAnswer, readFile, sentenceOf, unhappy } from "../wire";
import { accepted, blobAnswer, errorName, isAuthRefusal, procedure, query, writtenAnswer } from "./api";
import { resolveFacets } from "./facets";
import {
  COLLECTION,
  permalinkOf,
  type Reply,
  recordAt,
  recordOf,
  type StrongRef,
  storedImage,
  type UploadedImage,
} from "./map";
import { type BlueskyCredentials, credentialsOf } from "./session";
import { recordKey } from "./tid";

const uploadTimeoutMs = minuteMs;

type Unhappy = Exclude<PublishResult, { status: "published" }>;

/** Upload, then write the record under its own key: a repeat writes the same record again. */
export async function publishToBluesky(call: PublishCall): Promise<PublishResult> {
  const { content, dedupeKey, firstAttemptAt } = call;
  const credentials = credentialsOf(call.account);
  const images: UploadedImage[] = [];
  for (const media of content.media) {
    const uploaded = await upload(media, credentials, call);
    if ("status" in uploaded) return uploaded;
    images.push(uploaded);
  }
  const resolved = await resolveFacets(content.body, credentials, call);
  if (resolved.status !== "ready") return resolved;
  const above = await findReply(call, credentials);
  if (above.status !== "ready") return above;
  const rkey = recordKey(dedupeKey, firstAttemptAt);
  const { facets } = resolved;
  const record = recordOf(content, { facets, images, createdAt: firstAttemptAt, reply: above.reply });
  const { did, pds, accessJwt } = credentials;
  const write = (nsid: string) =>
    procedure(
      call,
      { base: pds, nsid, token: accessJwt },
      { json: { repo: did, collection: COLLECTION, rkey, record } },
    );
  const put = await write("com.atproto.repo.putRecord");
  // A server that has no such call wrote nothing; smaller ones only create, under a key that we choose all the same.
  const result = isUnknownCall(put) ? await write("com.atproto.repo.createRecord") : put;
  const written = accepted(result, writtenAnswer);
  if (!written || result.kind !== "response") return judge(result, true, call.now);
  return {
    status: "published",
    externalId: written.uri,
    url: permalinkOf(did, rkey),
    answer: answerOf(result),
  };
}

const isUnknownCall = (result: HttpResult): boolean =>
  result.kind === "response" && (result.status === 404 || result.status === 501);

type FoundReply = { status: "ready"; reply: Reply | null } | Unhappy;

/** What a part replies to, each named by the version that stands there now. */
async function findReply(call: PublishCall, credentials: BlueskyCredentials): Promise<FoundReply> {
  const { under } = call;
  if (!under) return { status: "ready", reply: null };
  const root = await strongRef(under.root, credentials, call);
  if ("status" in root) return root;
  const same = under.parent.externalId === under.root.externalId;
  const parent = same ? root : await strongRef(under.parent, credentials, call);
  return "status" in parent ? parent : { status: "ready", reply: { root, parent } };
}

async function strongRef(
  published: Published,
  { pds, accessJwt }: BlueskyCredentials,
  tools: Tools,
): Promise<StrongRef | Unhappy> {
  const place = recordAt(published);
  if (!place) return lost(`Not a post of ours: ${published.externalId}`, noAnswer);
  const params = { repo: place.did, collection: COLLECTION, rkey: place.rkey };
  const nsid = "com.atproto.repo.getRecord";
  const result = await query(tools, { base: pds, nsid, params, token: accessJwt });
  const found = accepted(result, writtenAnswer);
  if (found) return { uri: found.uri, cid: found.cid };
  if (result.kind === "response" && errorName(result) === "RecordNotFound")
    return lost("The post above this one is not there any more", answerOf(result));
  return judge(result, false, tools.now);
}

const lost = (detail: string, answer: Answer): Unhappy => ({
  status: "rejected",
  reason: "not_found",
  detail,
  answer,
});

async function upload(
  media: PublishMedia,
  { pds, accessJwt }: BlueskyCredentials,
  tools: Tools,
): Promise<UploadedImage | Unhappy> {
  const fitted = await fit(media);
  if ("status" in fitted) return fitted;
  const { bytes, mimeType, width, height } = fitted;
  const nsid = "com.atproto.repo.uploadBlob";
  const result = await procedure(
    tools,
    { base: pds, nsid, token: accessJwt, timeoutMs: uploadTimeoutMs },
    { bytes, type: mimeType },
  );
  const answer = accepted(result, blobAnswer);
  if (!answer) return judge(result, false, tools.now);
  return { blob: answer.blob, width, height, altText: media.altText };
}

/** Our own files come before any call: what fails here proves that nothing was sent. */
async function fit(media: PublishMedia): Promise<FittedImage | Unhappy> {
  const file = await readFile(media);
  if ("status" in file) return file;
  try {
    return await fitImage(file.bytes, media.mimeType, storedImage);
  } catch (error) {
    return {
      status: "rejected",
      reason: "invalid_content",
      detail: inOwnWords("image", { technical: String(error) }),
      answer: noAnswer,
    };
  }
}

/** As every network, but XRPC also refuses tokens with status 400. */
function judge(result: HttpResult, creates: boolean, now: Date): Unhappy {
  if (isAuthRefusal(result))
    return { status: "rejected", reason: "auth", detail: sentenceOf(result), answer: answerOf(result) };
  return unhappy(result, { creates, now });
}

/** Read the record back by its key. */
export async function lookUpOnBluesky(call: PublishCall): Promise<LookupResult> {
  const { did, pds, accessJwt } = credentialsOf(call.account);
  const rkey = recordKey(call.dedupeKey, call.firstAttemptAt);
  const params = { repo: did, collection: COLLECTION, rkey };
  const result = await query(call, {
    base: pds,
    nsid: "com.atproto.repo.getRecord",
    params,
    token: accessJwt,
  });
  if (result.kind !== "response") return { status: "unknown", detail: sentenceOf(result), answer: null };
  const answer = answerOf(result);
  const found = accepted(result, writtenAnswer.partial({ cid: true }));
  if (found) return { status: "found", externalId: found.uri, url: permalinkOf(did, rkey), answer };
  if ([400, 404].includes(result.status) && errorName(result) === "RecordNotFound")
    return { status: "absent", answer };
  return { status: "unknown", detail: sentenceOf(result), answer, auth: isAuthRefusal(result) };
}
