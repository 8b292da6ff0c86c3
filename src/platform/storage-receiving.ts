import "server-only";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import busboy from "busboy";
import { isDiskFull } from "./storage-disk";

/** How receiving ended: `broken` covers a lost connection and a malformed body; what came before it is kept. */
export type Receipt = "received" | "too_large" | "broken";

/** Room for the multipart envelope around the bytes. */
const envelopeBytes = 64 * 1024;

const parserOf = (request: Request, bytesMax: number) => {
  try {
    // One more than allowed: the parser calls a file that fills its limit exactly truncated.
    const limits = { files: 1, fields: 0, parts: 1, fileSize: bytesMax + 1 };
    return busboy({ headers: Object.fromEntries(request.headers), limits });
  } catch {
    return null;
  }
};

/**
 * Append the one file of a multipart body to `path` as it comes, `bytesMax` at most, nothing held in memory.
 * @throws Error of the disk, when there is no room.
 */
export async function receiveFile(request: Request, path: string, bytesMax: number): Promise<Receipt> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax + envelopeBytes) return "too_large";
  const parser = parserOf(request, bytesMax);
  if (!parser || !request.body) return "broken";
  const source = Readable.fromWeb(request.body as NodeReadableStream);
  const writes: Promise<boolean>[] = [];
  let overflow = false;
  let full: unknown = null;
  parser.on("file", (_name, stream) => {
    stream.on("limit", () => {
      overflow = true;
      source.destroy();
    });
    writes.push(
      pipeline(stream, createWriteStream(path, { flags: "a", mode: 0o600 })).then(
        () => true,
        (error: unknown) => {
          if (isDiskFull(error)) full = error;
          // Nobody takes the rest of the file: without this the parser would wait for ever.
          parser.destroy();
          return false;
        },
      ),
    );
  });
  const parsed = await pipeline(source, parser).then(
    () => true,
    () => false,
  );
  const written = await Promise.all(writes);
  if (full) throw full;
  if (overflow) return "too_large";
  return parsed && written.length === 1 && written.every(Boolean) ? "received" : "broken";
}
