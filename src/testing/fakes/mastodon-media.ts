import { type Call, fieldsOf, type Reply, type Route } from "./fake-server";
import { mediaEntity } from "./mastodon-entities";
import type { Grant, InstanceState, Media } from "./mastodon-state";

/** Lets a call through when its token carries the scope. */
export type Guard = (
  scope: string,
  handle: (call: Call, grant: Grant) => Reply | Promise<Reply>,
) => (call: Call) => Promise<Reply>;

export const notFound: Reply = { status: 404, json: { error: "Record not found" } };

/** A refusal of what was sent, in Mastodon's words. */
export const invalid = (what: string): Reply => ({
  status: 422,
  json: { error: `Validation failed: ${what}` },
});

/** Upload, progress and the files themselves. */
export const mediaRoutes = (state: InstanceState, base: () => string, guard: Guard): Route[] => [
  ["POST", /^\/api\/v2\/media$/, guard("write:media", (call) => upload(state, base(), call))],
  ["GET", /^\/api\/v1\/media\/([^/]+)$/, guard("write:media", (call) => readMedia(state, base(), call))],
  ["GET", /^\/media_attachments\/([^/]+)\/(?:original|small)$/, (call) => readFile(state, call)],
];

function readFile(state: InstanceState, { params }: Call): Reply {
  const media = state.media.get(params[0] ?? "");
  return media ? { status: 200, bytes: { body: media.bytes, type: media.mimeType } } : notFound;
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
