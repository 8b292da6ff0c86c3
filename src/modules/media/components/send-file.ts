"use client";

import { uploadFromBrowser } from "@/platform/storage-browser";
import { BYTES_MAX, isMediaType, MEDIA_TYPES, type MediaItem, uploadOutcome, uploadSlug } from "../schemas";

export type SendResult =
  | { status: "kept"; item: MediaItem }
  | { status: "cancelled" }
  /** `reason` is a message key under `errors`. */
  | { status: "refused"; reason: string };

export interface SendOptions {
  file: File;
  /** Slug of the workspace that receives it. */
  workspace: string;
  signal: AbortSignal;
  /** From 0 to 1, of the bytes that have left. */
  onProgress: (ratio: number) => void;
}

/** What the file picker offers. */
export const acceptedTypes = Object.keys(MEDIA_TYPES).join(",");

/** Why a file is not worth sending; null when the server should judge it. */
export function obviousProblem(file: Pick<File, "size" | "type">): string | null {
  if (file.size === 0) return "asset.empty";
  if (!isMediaType(file.type)) return "asset.type";
  return file.size > BYTES_MAX[file.type] ? "asset.too_large" : null;
}

const STATUS_REASONS: Record<number, string> = {
  413: "asset.too_large",
  415: "asset.type",
  507: "storage.full",
};

/** The message key for a failed upload: ours by name, the protocol's by its words, the storage's by status. */
export function reasonOf(failure: { message: string; httpStatus: number | null }): string {
  const { message, httpStatus } = failure;
  if (httpStatus !== null) return STATUS_REASONS[httpStatus] ?? "upload.failed";
  if (/^[a-z_]+\.[a-z_]+$/.test(message)) return message;
  if (/FileSizeMismatch/.test(message)) return "asset.too_large";
  if (/FileType/.test(message)) return "asset.type";
  return navigator.onLine ? "upload.failed" : "upload.offline";
}

/** Send one file to the storage and wait until the library has judged it. Never throws. */
export async function sendFile({ file, workspace, signal, onProgress }: SendOptions): Promise<SendResult> {
  const problem = obviousProblem(file);
  if (problem) return { status: "refused", reason: problem };
  const result = await uploadFromBrowser({
    ...{ file, signal, slug: uploadSlug },
    headers: { "x-publify-workspace": workspace },
    onProgress: (sent) => onProgress(Math.min(1, sent / file.size)),
  });
  if (result.status === "cancelled") return result;
  if (result.status === "failed") return { status: "refused", reason: reasonOf(result) };
  const outcome = uploadOutcome.safeParse(result.answer);
  return outcome.data ?? { status: "refused", reason: "upload.failed" };
}
