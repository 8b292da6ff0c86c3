import "server-only";
import { randomUUID } from "node:crypto";
import type { Ctx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { minuteMs } from "@/kernel/time";
import type { HttpClient } from "@/platform/http";
import { getStorage } from "@/platform/storage";
import { type Asset, type ImportAssetInput, type UploadAssetInput, videoBytesMax } from "../schemas";
import { findByStorageKey, keepFile } from "./keep";

const importTimeoutMs = 2 * minuteMs;

export interface RegisterUploadInput {
  /** Key under which the storage received the file, as it came. */
  receivedKey: string;
  fileName: string;
}

/**
 * Take a file that the storage has received into the library, cleaned; a repeat gives the same asset.
 * @throws DomainError INVALID `asset.<problem>`; the received file is gone either way.
 */
export async function registerUpload(
  ctx: Ctx,
  { receivedKey, fileName }: RegisterUploadInput,
): Promise<Asset> {
  authorise(ctx, "media.write");
  const storage = getStorage();
  const seed = `received:${receivedKey}`;
  const known = await findByStorageKey(ctx, await storage.keyOf(seed));
  if (known) return known;
  const bytes = await storage.read(receivedKey, videoBytesMax);
  try {
    return await keepFile(ctx, { bytes, fileName, altText: "", seed });
  } finally {
    // A repeat finds the asset by its key, so losing the original here loses nothing.
    await storage.remove([receivedKey]).catch(() => undefined);
  }
}

/** Put a file into the library. @throws DomainError INVALID `asset.<problem>` on the field `file`. */
export function uploadAsset(ctx: Ctx, input: UploadAssetInput): Promise<Asset> {
  authorise(ctx, "media.write");
  return keepFile(ctx, { ...input, seed: randomUUID() });
}

/**
 * Fetch a file from a public address into the library.
 * @throws DomainError INVALID `asset.url_refused`, `asset.url_failed` or `asset.<problem>`.
 */
export async function importAssetFromUrl(
  ctx: Ctx,
  { url, fileName, altText }: ImportAssetInput,
  http: HttpClient,
): Promise<Asset> {
  authorise(ctx, "media.write");
  const answer = await http.send({ url, timeoutMs: importTimeoutMs, maxBytes: videoBytesMax });
  const field = "url";
  if (answer.kind === "not_sent" && answer.reason === "blocked")
    throw new DomainError("INVALID", "asset.url_refused", "This address is not on the public web", { field });
  if (answer.kind !== "response")
    throw new DomainError("INVALID", "asset.url_failed", `No file came: ${answer.detail}`, { field });
  if (answer.status !== 200)
    throw new DomainError("INVALID", "asset.url_failed", `The address answered ${answer.status}`, {
      field,
      details: { status: answer.status },
    });
  const lastPart = decodeURI(new URL(answer.url).pathname).split("/").at(-1);
  return keepFile(ctx, {
    bytes: answer.body,
    fileName: fileName ?? (lastPart || "file"),
    altText,
    seed: randomUUID(),
  });
}
