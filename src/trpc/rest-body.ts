import "server-only";
import { RequestRefused } from "./problem";

async function readAtMost(request: Request, bytesMax: number): Promise<Buffer> {
  const tooLarge = () =>
    new RequestRefused(413, "request.too_large", `The body is larger than ${bytesMax} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const isJson = (contentType: string | null): boolean =>
  /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? "");

/** The JSON object in a body of at most `bytesMax`; an empty body is an empty object. @throws RequestRefused. */
export async function jsonBodyOf(request: Request, bytesMax: number): Promise<Record<string, unknown>> {
  const bytes = await readAtMost(request, bytesMax);
  if (bytes.length === 0) return {};
  if (!isJson(request.headers.get("content-type")))
    throw new RequestRefused(415, "request.not_json", "Send application/json");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new RequestRefused(400, "request.malformed", "The body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RequestRefused(400, "request.malformed", "The body is not a JSON object");
  return value as Record<string, unknown>;
}
