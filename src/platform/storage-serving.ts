import "server-only";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { StoredFile } from "./storage-disk";

export interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

/** Read a `Range` header: null means the whole file (several ranges included), "unsatisfiable" means 416. */
export function parseRange(header: string | null, size: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [from, to] = [match[1] ?? "", match[2] ?? ""];
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start >= size || start > end ? "unsatisfiable" : { start, end };
}

const asciiName = (name: string) => name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
const encodedName = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Headers under which a stored file is inert: shown or saved, never run, whatever a browser thinks of it. */
export const fileHeaders = (file: StoredFile, isPublic: boolean): Record<string, string> => ({
  "content-type": file.type,
  "content-disposition": `inline; filename="${asciiName(file.name)}"; filename*=UTF-8''${encodedName(file.name)}`,
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
  "accept-ranges": "bytes",
  etag: `"${file.hash}"`,
  "cache-control": isPublic ? "public, max-age=31536000, immutable" : "private, no-store",
});

const bodyOf = (path: string, range: ByteRange) =>
  Readable.toWeb(createReadStream(path, range)) as ReadableStream<Uint8Array>;

/** Answer a GET or HEAD for a stored file, ranges and revalidation included. */
export function serveFile(request: Request, path: string, file: StoredFile, isPublic: boolean): Response {
  const headers = fileHeaders(file, isPublic);
  if (request.headers.get("if-none-match") === headers.etag)
    return new Response(null, { status: 304, headers });
  const ifRange = request.headers.get("if-range");
  const wanted = ifRange === null || ifRange === headers.etag ? request.headers.get("range") : null;
  const range = parseRange(wanted, file.size);
  if (range === "unsatisfiable")
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${file.size}` } });
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  return new Response(request.method === "HEAD" ? null : bodyOf(path, { start, end }), {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      "content-length": String(end - start + 1),
      ...(range && { "content-range": `bytes ${start}-${end}/${file.size}` }),
    },
  });
}
