import { inOwnWords } from "@/kernel/own-words";
import type { HttpResult } from "@/platform/http";
import type { Account, EditResult, InspectResult, PublishCall, Published, Tools } from "../contract";
import { sentenceOf } from "../wire";
import { sourceAnswer, statusAnswer } from "./answers";
import { accepted, doorOf, get, isAuthRefusal, isGone, put, statusUrl } from "./api";
import { editOf, textOfHtml } from "./map";

const unwell = (result: HttpResult): { status: "auth" | "unavailable"; detail: string } => ({
  status: isAuthRefusal(result) ? "auth" : "unavailable",
  detail: sentenceOf(result),
});

/** Read what the author's words are there now: as typed on servers that tell, else as readers see them. */
export async function inspectOnMastodon(
  account: Account,
  { externalId, url }: Published,
  tools: Tools,
): Promise<InspectResult> {
  const { base, token } = doorOf(account);
  const source = await get(tools, { url: `${statusUrl(base, externalId)}/source`, token });
  const typed = accepted(source, sourceAnswer);
  if (typed) return { status: "found", text: typed.text, url };
  // A server without this call answers as one without this status: only the status itself tells them apart.
  if (source.kind === "response" && (source.status === 429 || source.status >= 500)) return unwell(source);
  const result = await get(tools, { url: statusUrl(base, externalId), token });
  const status = accepted(result, statusAnswer);
  if (status)
    return { status: "found", text: textOfHtml(status.content).trim(), url: status.url ?? status.uri };
  return isGone(result) ? { status: "gone" } : unwell(result);
}

/** Put other words in a status. Its media stay: they are named again, since an edit drops those it does not name. */
export async function editOnMastodon(call: PublishCall, { externalId, url }: Published): Promise<EditResult> {
  const { base, token } = doorOf(call.account);
  const before = await get(call, { url: statusUrl(base, externalId), token });
  const status = accepted(before, statusAnswer);
  if (!status)
    return isGone(before) ? { status: "refused", detail: inOwnWords("not_there") } : unwell(before);
  const mediaIds = (status.media_attachments ?? []).map(({ id }) => id);
  const result = await put(
    call,
    { url: statusUrl(base, externalId), token },
    { json: editOf(call.content, mediaIds) },
  );
  const edited = accepted(result, statusAnswer);
  if (edited) return { status: "edited", url: edited.url ?? url };
  const refused = result.kind === "response" && [400, 404, 405, 410, 413, 422].includes(result.status);
  return refused ? { status: "refused", detail: sentenceOf(result) } : unwell(result);
}
