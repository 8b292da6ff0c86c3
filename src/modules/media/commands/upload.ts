import "server-only";
import { randomUUID } from "node:crypto";
import type { Ctx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { minuteMs } from "@/kernel/time";
import { getHttpClient, type HttpClient } from "@/platform/http";
import { getStorage } from "@/platform/storage";
import { decodeBase64 } from "../policy";
import {
  type Asset,
  type ImportAssetInput,
  type SendAssetInput,
  type UploadAssetInput,
  videoBytesMax,
} from "../schemas";
import { findByStorageKey, keepFile } from "./keep";

const importTimeoutMs = 2 * minuteMs;

export interface RegisterUploadInput {
  /** Key under which the storage received the file, as it came. */
  receivedKey: string;
  fileName: string;
}

/** Tell whether a file that came will not be kept: after any other failure the storage tells us of it again. */
export const isRefusedForGood = (error: unknown): error is DomainError =>
  error instanceof DomainError && (error.code === "INVALID" || error.reason === "storage.full");

/**
 * Take a file that the storage has received into the library, cleaned; a repeat gives the same asset.
 * @throws DomainError INVALID `asset.<problem>`, UNAVAILABLE `storage.full`; the file as it came is then gone too.
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
  const forget = () => storage.remove([receivedKey]).catch(() => undefined);
  try {
    const asset = await keepFile(ctx, { bytes, fileName, altText: "", seed });
    await forget();
    return asset;
  } catch (error) {
    if (isRefusedForGood(error)) await forget();
    throw error;
  }
}

/** Put a file into the library. @throws DomainError INVALID `asset.<problem>` on the field `file`. */
export function uploadAsset(ctx: Ctx, input: UploadAssetInput): Promise<Asset> {
  authorise(ctx, "media.write");
  return keepFile(ctx, { ...input, seed: randomUUID() });
}

/** The same from JSON. @throws DomainError INVALID `asset.not_base64` or `asset.<problem>`. */
export function sendAsset(ctx: Ctx, { base64, ...input }: SendAssetInput): Promise<Asset> {
  const bytes = decodeBase64(base64);
  if (!bytes)
    throw new DomainError("INVALID", "asset.not_base64", "This is not base 64", { field: "base64" });
  return uploadAsset(ctx, { ...input, bytes });
}

/**
 * Fetch a file from a public address into the library.
 * @throws DomainError INVALID `asset.url_refused`, `asset.url_failed` or `asset.<problem>`.
 */
export async function importAssetFromUrl(
  ctx: Ctx,
  { url, fileName, altText }: ImportAssetInput,
  http: HttpClient = getHttpClient(),
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
  const lastPart = lastPartOf(answer.url);
  return keepFile(ctx, {
    bytes: answer.body,
    fileName: fileName ?? (lastPart || "file"),
    altText,
    seed: randomUUID(),
  });
}

/** The last part of an address's path, as a person reads it. */
function lastPartOf(url: string): string {
  const part = new URL(url).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
