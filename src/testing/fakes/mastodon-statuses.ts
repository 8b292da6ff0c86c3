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
    return {
      status: 422,
      json: { error: "Cannot attach files that have not finished processing. Try again in a moment!" },
    };
  if (media.length > 1 && media.some(({ mimeType }) => /gif$|^video\//.test(mimeType)))
    return { status: 422, json: { error: "Cannot attach a video to a post that already contains images" } };
  const id = state.nextId();
  for (const one of media) one.usedBy = id;
  const status: Status = {
    id,
    createdAt: state.options.now(),
    text,
    spoilerText,
    sensitive: form.sensitive === true || form.sensitive === "true",
    visibility: String(form.visibility ?? "public"),
    language: typeof form.language === "string" ? form.language : null,
    media,
    person,
    app: app.name,
    favourites: 0,
    reblogs: 0,
    replies: 0,
  };
  state.remember(status, key);
  return { status: 200, json: statusEntity(base, status) };
}
