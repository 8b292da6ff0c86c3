import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

/** What the client tells servers that it can read. */
export const acceptEncoding = "gzip, deflate, br";

const DECODERS = new Map([
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
  ["deflate", promisify(inflate)],
  ["br", promisify(brotliDecompress)],
]);

export type Decoded =
  | { ok: true; body: Uint8Array }
  | { ok: false; reason: "too_large" | "malformed"; detail: string };

/** Undo `Content-Encoding`, stopping at `maxBytes`: a small answer may unpack to a huge one. */
export async function decode(raw: Uint8Array, encoding: string | null, maxBytes: number): Promise<Decoded> {
  const names = (encoding ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > 2) return { ok: false, reason: "malformed", detail: `Encoded ${names.length} times` };
  let body = raw;
  for (const name of names.reverse()) {
    const decoder = DECODERS.get(name);
    if (!decoder) return { ok: false, reason: "malformed", detail: `Unknown encoding ${name}` };
    if (body.length === 0) break;
    try {
      body = await decoder(body, { maxOutputLength: maxBytes });
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
      return tooLarge
        ? { ok: false, reason: "too_large", detail: `More than ${maxBytes} bytes once unpacked` }
        : { ok: false, reason: "malformed", detail: `Not valid ${name}` };
    }
  }
  return { ok: true, body };
}
