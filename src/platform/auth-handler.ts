import "server-only";
import { getAuth } from "./auth";
import { clientAddressOf } from "./client-address";
import { log } from "./log";

const bodyMaxBytes = 64 * 1024;

const problem = (status: number, code: string, message: string): Response =>
  Response.json({ code, message }, { status, headers: { "cache-control": "no-store" } });

/** Session tokens live in `HttpOnly` cookies only: a script on the page has no use for a copy. */
function withoutTokens(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const { token: _token, ...rest } = body as Record<string, unknown>;
  if (typeof rest.session === "object" && rest.session !== null) rest.session = withoutTokens(rest.session);
  return rest;
}

async function finish(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  const retryAfter = headers.get("x-retry-after");
  if (retryAfter && !headers.has("retry-after")) headers.set("retry-after", retryAfter);
  headers.set("cache-control", "no-store");
  const isJson = headers.get("content-type")?.includes("json") ?? false;
  if (!isJson) return new Response(response.body, { status: response.status, headers });
  headers.delete("content-length");
  const text = await response.text();
  const body = text === "" ? text : JSON.stringify(withoutTokens(JSON.parse(text)));
  return new Response(body, { status: response.status, headers });
}

/** The whole body, or null when it is larger than any that sign-in needs; what a header claims does not count. */
async function bounded(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > bodyMaxBytes) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

const isMalformedId = (error: unknown): boolean =>
  (error as { reason?: string; cause?: { reason?: string } } | null)?.reason === "id.malformed" ||
  (error as { cause?: { reason?: string } } | null)?.cause?.reason === "id.malformed";

/** Answer one request to `/api/auth/*`: bounded, never cached, without tokens in its body. */
export async function handleAuth(request: Request): Promise<Response> {
  const body = request.body ? await bounded(request.body) : undefined;
  if (body === null) return problem(413, "BODY_TOO_LARGE", "The request is too large");
  const { url, method, signal } = request;
  const headers = new Headers(request.headers);
  // One address, the one that our own proxy saw: a list would be thrown away, and limits would count everybody as one.
  headers.set("x-forwarded-for", clientAddressOf(headers));
  try {
    return await finish(await getAuth().handler(new Request(url, { method, headers, signal, body })));
  } catch (error) {
    if (isMalformedId(error)) return problem(400, "MALFORMED_ID", "Not a valid id");
    log().error({ error }, "sign-in request failed");
    return problem(500, "UNEXPECTED", "Something went wrong");
  }
}
