"use client";

import { genUploader, UploadAbortedError } from "uploadthing/client";

export interface BrowserUpload {
  file: File;
  /** The file route that takes it. */
  slug: string;
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Bytes that have left. */
  onProgress: (sent: number) => void;
}

/** `message` is what the application or the storage said; `httpStatus` is the storage's, when it answered. */
export type BrowserUploadResult =
  | { status: "received"; answer: unknown }
  | { status: "cancelled" }
  | { status: "failed"; message: string; httpStatus: number | null };

const { uploadFiles } = genUploader({ url: "/api/upload", package: "publify" });
type Options = Parameters<typeof uploadFiles>[1];

/** Send a file from the browser over UploadThing's protocol: an address, a HEAD, a PUT. Never throws. */
export async function uploadFromBrowser(upload: BrowserUpload): Promise<BrowserUploadResult> {
  const { file, slug, headers, signal, onProgress } = upload;
  const options = {
    ...{ files: [file], input: null, headers, signal },
    onUploadProgress: ({ loaded }: { loaded: number }) => onProgress(loaded),
  } as unknown as Options;
  try {
    const [sent] = await uploadFiles(slug as never, options);
    return { status: "received", answer: sent?.serverData };
  } catch (error) {
    if (signal.aborted || error instanceof UploadAbortedError) return { status: "cancelled" };
    const message = error instanceof Error ? error.message : "";
    const httpStatus = /^XHR failed (\d+)/.exec(message)?.[1];
    return { status: "failed", message, httpStatus: httpStatus ? Number(httpStatus) : null };
  }
}
