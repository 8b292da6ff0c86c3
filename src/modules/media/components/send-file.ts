"use client";

import { genUploader, UploadAbortedError } from "uploadthing/client";
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

const { uploadFiles } = genUploader({ url: "/api/upload", package: "publify" });
type UploadOptions = Parameters<typeof uploadFiles>[1];

const STATUS_REASONS: Record<string, string> = { 413: "asset.too_large", 415: "asset.type" };

/** The reason behind what the protocol's client throws: ours by name, the storage's by status. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const status = /^XHR failed (\d+)/.exec(message)?.[1];
  if (status) return STATUS_REASONS[status] ?? "upload.failed";
  if (/^[a-z_]+\.[a-z_]+$/.test(message)) return message;
  if (/FileSizeMismatch/.test(message)) return "asset.too_large";
  if (/FileType/.test(message)) return "asset.type";
  return typeof navigator !== "undefined" && !navigator.onLine ? "upload.offline" : "upload.failed";
}

/** Send one file to the storage and wait until the library has judged it. Never throws. */
export async function sendFile({ file, workspace, signal, onProgress }: SendOptions): Promise<SendResult> {
  const reason = obviousProblem(file);
  if (reason) return { status: "refused", reason };
  const options = {
    files: [file],
    input: null,
    headers: { "x-publify-workspace": workspace },
    signal,
    onUploadProgress: ({ loaded }: { loaded: number }) => onProgress(Math.min(1, loaded / file.size)),
  } as unknown as UploadOptions;
  try {
    const [sent] = await uploadFiles(uploadSlug as never, options);
    return uploadOutcome.parse(sent?.serverData);
  } catch (error) {
    if (signal.aborted || error instanceof UploadAbortedError) return { status: "cancelled" };
    return { status: "refused", reason: reasonOf(error) };
  }
}
