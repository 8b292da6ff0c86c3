import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { deleteAsset, updateAsset } from "./commands/edit";
import { importAssetFromUrl, sendAsset } from "./commands/upload";
import { getAsset, listAssets } from "./queries";
import {
  assetDetailOutput,
  assetOutput,
  assetPageOutput,
  base64Max,
  deleteAssetInput,
  deleteAssetOutput,
  getAssetInput,
  importAssetInput,
  listAssetsInput,
  sendAssetInput,
  updateAssetInput,
} from "./schemas";

const tag = "Media";
const one = "/media/{assetId}";
/** Name, alternative text and JSON around the encoded file. */
const envelopeBytes = 64 * 1024;

/** The media library. Browsers upload through `/api/upload`; integrations send or name a file here. */
export const mediaRouter = router({
  list: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/media",
        tag,
        summary: "List files",
        scope: "posts:read",
      }),
    )
    .input(listAssetsInput)
    .output(assetPageOutput)
    .query(({ ctx, input }) => listAssets(ctx, input)),
  get: workspaceProcedure
    .meta(rest({ method: "GET", path: one, tag, summary: "Get a file", scope: "posts:read" }))
    .input(getAssetInput)
    .output(assetDetailOutput)
    .query(({ ctx, input }) => getAsset(ctx, input)),
  send: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path: "/media", tag, summary: "Upload a file", scope: "media:write" },
        description:
          "PNG, JPEG, WebP and GIF up to 16 MiB, MP4 of that size too; import larger videos from an address. " +
          "The type is read from the bytes; place and device are removed from what is kept.",
        ...{ creates: true, callsOut: true, bodyMaxBytes: base64Max + envelopeBytes },
      }),
    )
    .input(sendAssetInput)
    .output(assetOutput)
    .mutation(({ ctx, input }) => sendAsset(ctx, input)),
  importFromUrl: workspaceProcedure
    .meta(
      rest({
        ...{ method: "POST", path: "/media/import", tag, summary: "Import a file from a URL" },
        ...{ scope: "media:write", creates: true, callsOut: true },
        description: "Fetches the file from the public web: images up to 16 MiB, MP4 videos up to 128 MiB.",
      }),
    )
    .input(importAssetInput)
    .output(assetOutput)
    .mutation(({ ctx, input }) => importAssetFromUrl(ctx, input)),
  update: workspaceProcedure
    .meta(
      rest({
        ...{ method: "PATCH", path: one, tag, summary: "Update a file's name or alternative text" },
        scope: "media:write",
      }),
    )
    .input(updateAssetInput)
    .output(assetOutput)
    .mutation(({ ctx, input }) => updateAsset(ctx, input)),
  delete: workspaceProcedure
    .meta(
      rest({
        ...{
          method: "DELETE",
          path: one,
          tag,
          summary: "Delete a file",
          scope: "media:write",
        },
        description: "Refused with 409 while a post that is still to go out carries it.",
      }),
    )
    .input(deleteAssetInput)
    .output(deleteAssetOutput)
    .mutation(({ ctx, input }) => deleteAsset(ctx, input)),
});
