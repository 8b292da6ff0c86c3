import { type Call, escapeHtml, fieldsOf, type Reply, type Route } from "./fake-server";
import { countedLength, renderHtml, statusEntity } from "./mastodon-entities";
import { type Guard, invalid, notFound } from "./mastodon-media";
import type { Grant, InstanceState, Status } from "./mastodon-state";

/** Posting, reading, listing and deleting statuses, and the page that the public sees. */
export const statusRoutes = (state: InstanceState, base: () => string, guard: Guard): Route[] => [
  [
    "GET",
    /^\/api\/v1\/accounts\/([^/]+)\/statuses$/,
    guard("read:statuses", (call) => listStatuses(state, base(), call)),
  ],
  [
    "POST",
    /^\/api\/v1\/statuses$/,
    guard("write:statuses", (call, grant) => createStatus(state, base(), call, grant)),
  ],
  [
    "GET",
    /^\/api\/v1\/statuses\/([^/]+)\/source$/,
    guard("read:statuses", (call, grant) => readSource(state, call, grant)),
  ],
  [
    "GET",
    /^\/api\/v1\/statuses\/([^/]+)$/,
    guard("read:statuses", (call) => readStatus(state, base(), call)),
  ],
  [
    "PUT",
    /^\/api\/v1\/statuses\/([^/]+)$/,
    guard("write:statuses", (call, grant) => editStatus(state, base(), call, grant)),
  ],
  [
    "DELETE",
    /^\/api\/v1\/statuses\/([^/]+)$/,
    guard("write:statuses", (call, grant) => deleteStatus(state, base(), call, grant)),
  ],
  ["GET", /^\/@([^/]+)\/([^/]+)$/, (call) => publicPage(state.statuses.get(call.params[1] ?? ""))],
];

function ownStatus(state: InstanceState, { params }: Call, { person }: Grant): Status | undefined {
  const status = state.statuses.get(params[0] ?? "");
  return status?.person.id === person.id ? status : undefined;
}

function readSource(state: InstanceState, call: Call, grant: Grant): Reply {
  const status = ownStatus(state, call, grant);
  if (!status) return notFound;
  return { status: 200, json: { id: status.id, text: status.text, spoiler_text: status.spoilerText } };
}

function readStatus(state: InstanceState, base: string, { params }: Call): Reply {
  const status = state.statuses.get(params[0] ?? "");
  return status ? { status: 200, json: statusEntity(base, status) } : notFound;
}

function deleteStatus(state: InstanceState, base: string, call: Call, grant: Grant): Reply {
  const status = ownStatus(state, call, grant);
  if (!status) return notFound;
  state.statuses.delete(status.id);
  // Replies stay, and forget what they replied to.
  for (const one of state.statuses.values()) if (one.inReplyToId === status.id) one.inReplyToId = null;
  return { status: 200, json: { ...statusEntity(base, status), text: status.text } };
}

function publicPage(status: Status | undefined): Reply {
  if (!status || status.visibility === "private")
    return { status: 404, html: "<!doctype html><title>Not found</title>" };
  const images = status.media.map(
    ({ id, description }) =>
      `<img src="/media_attachments/${id}/original" alt="${escapeHtml(description ?? "")}">`,
  );
  const language = escapeHtml(status.language ?? "en");
  return {
    status: 200,
    html: `<!doctype html><html lang="${language}"><head><title>${escapeHtml(status.person.displayName)}</title></head><body><main><article>${renderHtml(status.text)}${images.join("")}</article></main></body></html>`,
  };
}

function listStatuses(state: InstanceState, base: string, { params, query }: Call): Reply {
  if (params[0] !== state.person.id) return notFound;
  const before = query.get("max_id");
  const limit = Math.min(40, Number(query.get("limit") ?? 20));
  const newestFirst = [...state.statuses.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  const page = newestFirst.filter(({ id }) => before === null || BigInt(id) < BigInt(before)).slice(0, limit);
  return { status: 200, json: page.map((status) => statusEntity(base, status)) };
}

type Written = Pick<Status, "text" | "spoilerText" | "sensitive" | "language" | "media">;

/** What a form says of a status, or why the server takes no such status. */
function writtenOf(state: InstanceState, form: Record<string, unknown>): Written | Reply {
  const ids = [form.media_ids].flat().filter((id) => typeof id === "string");
  const text = String(form.status ?? "");
  const spoilerText = String(form.spoiler_text ?? "");
  if (text.trim() === "" && ids.length === 0) return invalid("Text can't be blank");
  const { maxCharacters, maxMedia } = state.options;
  if (countedLength(text + spoilerText, state.options) > maxCharacters)
    return invalid(`Text character limit of ${maxCharacters} exceeded`);
  const media = ids.map((id) => state.media.get(id));
  if (media.length > maxMedia) return invalid(`Cannot attach more than ${maxMedia} files`);
  if (!media.every((one) => one !== undefined)) return { status: 404, json: { error: "Record not found" } };
  if (media.some(({ pollsLeft }) => pollsLeft > 0))
    return refused("Cannot attach files that have not finished processing. Try again in a moment!");
  if (media.length > 1 && media.some(({ mimeType }) => /gif$|^video\//.test(mimeType)))
    return refused("Cannot attach a video to a post that already contains images");
  return {
    text,
    spoilerText,
    sensitive: form.sensitive === true || form.sensitive === "true",
    language: typeof form.language === "string" ? form.language : null,
    media,
  };
}

const refused = (error: string): Reply => ({ status: 422, json: { error } });

async function createStatus(
  state: InstanceState,
  base: string,
  call: Call,
  { person, app }: Grant,
): Promise<Reply> {
  const key = call.headers["idempotency-key"]?.toString();
  const before = state.repeated(person, key);
  if (before) return { status: 200, json: statusEntity(base, before) };
  const form = await fieldsOf(call);
  const inReplyToId = form.in_reply_to_id ? String(form.in_reply_to_id) : null;
  const above = inReplyToId === null ? null : state.statuses.get(inReplyToId);
  if (above === undefined)
    return {
      status: 404,
      json: { error: "The post you are trying to reply to does not appear to exist." },
    };
  const written = writtenOf(state, form);
  if ("status" in written) return written;
  const id = state.nextId();
  for (const one of written.media) one.usedBy = id;
  if (above) above.replies++;
  const status: Status = {
    ...written,
    id,
    createdAt: state.options.now(),
    visibility: String(form.visibility ?? "public"),
    person,
    app: app.name,
    favourites: 0,
    reblogs: 0,
    replies: 0,
    inReplyToId,
    editedAt: null,
  };
  state.remember(status, key);
  return { status: 200, json: statusEntity(base, status) };
}

/** As Mastodon edits: what the form leaves out is emptied, media included; only who may see it stays. */
async function editStatus(state: InstanceState, base: string, call: Call, grant: Grant): Promise<Reply> {
  const status = ownStatus(state, call, grant);
  if (!status) return notFound;
  const written = writtenOf(state, await fieldsOf(call));
  if ("status" in written) return written;
  Object.assign(status, written, { editedAt: state.options.now() });
  return { status: 200, json: statusEntity(base, status) };
}
