import "server-only";
import { createRouteHandler, createUploadthing, UploadThingError } from "uploadthing/server";
import { z } from "zod";
import { type Caller, systemClock } from "@/kernel/context";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { isRefusedForGood, registerUpload } from "@/modules/media/commands/upload";
import { mediaItemOf, type UploadOutcome, uploadSlug } from "@/modules/media/schemas";
import { log } from "@/platform/log";
import { enforceRateLimit } from "@/platform/ratelimit";
import { getStorage } from "@/platform/storage";
import { createContext } from "@/trpc/context";

/** Who uploads, signed by the storage between the request for an address and the file's arrival. */
type Uploader = Omit<Caller, "clock">;

/** Tell the browser the reason as a stable word, which its own messages turn into a sentence. */
function refuse(error: unknown): never {
  if (!(error instanceof DomainError)) {
    log().error({ error }, "upload request failed");
    throw new UploadThingError({ code: "INTERNAL_SERVER_ERROR", message: "unexpected" });
  }
  const code = error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN" ? "FORBIDDEN" : "BAD_REQUEST";
  throw new UploadThingError({ code, message: error.reason });
}

async function identify(headers: Headers): Promise<Uploader> {
  try {
    const { clock: _, ...uploader } = await createContext({ headers }).requireCaller();
    authorise(uploader, "media.write");
    await enforceRateLimit("upload", `${uploader.tenantId}:${JSON.stringify(uploader.actor)}`);
    return uploader;
  } catch (error) {
    return refuse(error);
  }
}

async function take(uploader: Uploader, file: { key: string; name: string }): Promise<UploadOutcome> {
  const ctx = { ...uploader, clock: systemClock };
  try {
    const asset = await registerUpload(ctx, { receivedKey: file.key, fileName: file.name });
    return { status: "kept", item: mediaItemOf(asset) };
  } catch (error) {
    const refused = isRefusedForGood(error) ? error : null;
    if (refused?.code !== "INVALID")
      log().error({ error, traceId: uploader.traceId }, "an upload could not be kept");
    if (!refused) throw error;
    return { status: "refused", reason: refused.reason };
  }
}

const f = createUploadthing({ errorFormatter: ({ message }) => ({ message }) });
const image = { maxFileSize: "16MB", maxFileCount: 1 } as const;

const uploadRouter = {
  [uploadSlug]: f({
    "image/png": image,
    "image/jpeg": image,
    "image/webp": image,
    "image/gif": image,
    "video/mp4": { maxFileSize: "128MB", maxFileCount: 1 },
  })
    .input(z.null())
    .middleware(async ({ req }) => ({ uploader: JSON.stringify(await identify(req.headers)) }))
    .onUploadComplete(({ metadata, file }) => take(JSON.parse(metadata.uploader) as Uploader, file)),
};

const slot = globalThis as unknown as { publifyUpload?: (request: Request) => Promise<Response> };

/** UploadThing's route handler on the storage of this process: presigned addresses out, signed callbacks in. */
export const handleUpload = (request: Request): Promise<Response> =>
  (slot.publifyUpload ??= createRouteHandler({ router: uploadRouter, config: getStorage().route as never }))(
    request,
  );
