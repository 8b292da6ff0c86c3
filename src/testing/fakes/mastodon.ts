import { type Call, escapeHtml, type Fake, fieldsOf, type Reply, type Route, startFake } from "./fake-server";
import {
  accountEntity,
  countedLength,
  instanceEntity,
  mediaEntity,
  renderHtml,
  statusEntity,
} from "./mastodon-entities";
import { covers, oauthRoutes } from "./mastodon-oauth";
import {
  defaultInstance,
  type Grant,
  type InstanceOptions,
  InstanceState,
  type Media,
  type Status,
} from "./mastodon-state";
import { runWhenMain } from "./run-fake";

export interface FakeMastodon extends Fake {
  state: InstanceState;
  /** Skip the browser: an access token of the instance's only person. */
  grantToken(scopes?: string[]): string;
}

const invalidToken: Reply = { status: 401, json: { error: "The access token is invalid" } };
const outsideScopes: Reply = { status: 403, json: { error: "This action is outside the authorized scopes" } };
const notFound: Reply = { status: 404, json: { error: "Record not found" } };
const invalid = (what: string): Reply => ({ status: 422, json: { error: `Validation failed: ${what}` } });

/** A Mastodon instance with one person, true to the documented API in everything that publishing touches. */
export async function startMastodon({
  port,
  ...options
}: Partial<InstanceOptions> & { port?: number } = {}): Promise<FakeMastodon> {
  const state = new InstanceState({ ...defaultInstance, ...options });
  let base = "";
  const routes = [...oauthRoutes(state, () => base), ...apiRoutes(state, () => base)];
  const fake = await startFake(routes, {
    port,
    controls: {
      statuses: () => [...state.statuses.values()].map((status) => statusEntity(base, status)),
      count: ({ id, favourites, reblogs, replies }) =>
        Object.assign(state.statuses.get(String(id)) ?? {}, { favourites, reblogs, replies }),
      configure: (input) => void Object.assign(state.options, input),
      revoke: () => state.tokens.clear(),
    },
  });
  base = fake.url;
  const app = {
    clientId: "test",
    clientSecret: "test",
    name: "Publify",
    redirectUris: [],
    scopes: ["read", "write"],
  };
  const grantToken = (scopes = ["read", "write"]) => {
    const token = state.secret();
    state.tokens.set(token, { app, person: state.person, redirectUri: "", scopes, challenge: null });
    return token;
  };
  return { ...fake, state, grantToken };
}

type Guarded = (call: Call, grant: Grant) => Reply | Promise<Reply>;

function apiRoutes(state: InstanceState, base: () => string): Route[] {
  const limited = (reply: Reply): Reply => ({
    ...reply,
    headers: { ...state.rateHeaders(), ...reply.headers },
  });
  const guarded =
    (scope: string, handle: Guarded) =>
    async (call: Call): Promise<Reply> => {
      const grant = state.tokens.get((call.headers.authorization ?? "").replace(/^Bearer /, ""));
      if (!grant) return limited(invalidToken);
      if (!covers(grant.scopes, scope)) return limited(outsideScopes);
      return limited(await handle(call, grant));
    };
  const owned = (call: Call, grant: Grant): Status | undefined => {
    const status = state.statuses.get(call.params[0] ?? "");
    return status?.person.id === grant.person.id ? status : undefined;
  };
  return [
    ["GET", /^\/api\/v2\/instance$/, () => limited({ status: 200, json: instanceEntity(base(), state) })],
    [
      "GET",
      /^\/api\/v1\/accounts\/verify_credentials$/,
      guarded("read:accounts", (_, { person }) => ({ status: 200, json: accountEntity(base(), person) })),
    ],
    [
      "GET",
      /^\/api\/v1\/accounts\/([^/]+)\/statuses$/,
      guarded("read:statuses", (call) => listStatuses(state, base(), call)),
    ],
    ["POST", /^\/api\/v2\/media$/, guarded("write:media", (call) => upload(state, base(), call))],
    ["GET", /^\/api\/v1\/media\/([^/]+)$/, guarded("write:media", (call) => readMedia(state, base(), call))],
    [
      "POST",
      /^\/api\/v1\/statuses$/,
      guarded("write:statuses", (call, grant) => createStatus(state, base(), call, grant)),
    ],
    [
      "GET",
      /^\/api\/v1\/statuses\/([^/]+)\/source$/,
      guarded("read:statuses", (call, grant) => {
        const status = owned(call, grant);
        return status
          ? { status: 200, json: { id: status.id, text: status.text, spoiler_text: status.spoilerText } }
          : notFound;
      }),
    ],
    [
      "GET",
      /^\/api\/v1\/statuses\/([^/]+)$/,
      guarded("read:statuses", (call) => {
        const status = state.statuses.get(call.params[0] ?? "");
        return status ? { status: 200, json: statusEntity(base(), status) } : notFound;
      }),
    ],
    [
      "DELETE",
      /^\/api\/v1\/statuses\/([^/]+)$/,
      guarded("write:statuses", (call, grant) => {
        const status = owned(call, grant);
        if (!status) return notFound;
        state.statuses.delete(status.id);
        return { status: 200, json: { ...statusEntity(base(), status), text: status.text } };
      }),
    ],
    [
      "GET",
      /^\/media_attachments\/([^/]+)\/(?:original|small)$/,
      (call) => {
        const media = state.media.get(call.params[0] ?? "");
        return media ? { status: 200, bytes: { body: media.bytes, type: media.mimeType } } : notFound;
      },
    ],
    ["GET", /^\/@([^/]+)\/([^/]+)$/, (call) => publicPage(state.statuses.get(call.params[1] ?? ""))],
  ];
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

async function upload(state: InstanceState, base: string, call: Call): Promise<Reply> {
  const { options } = state;
  const { file, description } = await fieldsOf(call);
  if (!(file instanceof File)) return invalid("File can't be blank");
  if (!options.mimeTypes.includes(file.type)) return invalid("File content type is invalid, File is invalid");
  const bytesMax = file.type.startsWith("image/") ? options.imageSizeLimit : options.videoSizeLimit;
  if (file.size > bytesMax) return invalid("File file size must be less than the limit");
  if (String(description ?? "").length > options.descriptionLimit)
    return invalid(`Description is too long (maximum is ${options.descriptionLimit} characters)`);
  const media: Media = {
    id: state.nextId(),
    mimeType: file.type,
    bytes: Buffer.from(await file.arrayBuffer()),
    description: typeof description === "string" ? description : null,
    pollsLeft: options.processingPolls,
    usedBy: null,
  };
  state.media.set(media.id, media);
  return { status: media.pollsLeft > 0 ? 202 : 200, json: mediaEntity(base, media) };
}

function readMedia(state: InstanceState, base: string, { params }: Call): Reply {
  const media = state.media.get(params[0] ?? "");
  if (!media || media.usedBy) return notFound;
  if (media.pollsLeft > 0) media.pollsLeft--;
  return { status: media.pollsLeft > 0 ? 206 : 200, json: mediaEntity(base, media) };
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

await runWhenMain(import.meta.url, startMastodon);
