import { z } from "zod";
import type { HttpBody, HttpResponse, HttpResult } from "@/platform/http";
import type { Tools } from "../contract";
import { jsonOf, webAddress } from "../wire";

interface XrpcCall {
  base: string;
  nsid: string;
  params?: Record<string, string | readonly string[]>;
  token?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

const urlOf = ({ base, nsid, params = {} }: XrpcCall): string => {
  const query = new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  );
  return `${base}/xrpc/${nsid}${query.size > 0 ? `?${query}` : ""}`;
};

const headersOf = ({ token, headers }: XrpcCall): Record<string, string> => ({
  accept: "application/json",
  ...headers,
  ...(token ? { authorization: `Bearer ${token}` } : {}),
});

/** Read through XRPC; repeated once when the connection broke. */
export const query = ({ http, signal }: Tools, call: XrpcCall): Promise<HttpResult> =>
  http.send({ url: urlOf(call), headers: headersOf(call), signal, timeoutMs: call.timeoutMs, retries: 1 });

/** Write through XRPC; never repeated by itself. */
export const procedure = ({ http, signal }: Tools, call: XrpcCall, body?: HttpBody): Promise<HttpResult> =>
  http.send({
    url: urlOf(call),
    method: "POST",
    headers: headersOf(call),
    body,
    signal,
    timeoutMs: call.timeoutMs,
  });

/** The body of a 2xx answer in the expected shape; null otherwise. */
export function accepted<T>(result: HttpResult, schema: z.ZodType<T>): T | null {
  if (result.kind !== "response" || result.status < 200 || result.status > 299) return null;
  return schema.safeParse(jsonOf(result)).data ?? null;
}

const xrpcError = z.object({ error: z.string() });

/** The error's name in an XRPC answer, such as `ExpiredToken`; null when it has none. */
export const errorName = (response: HttpResponse): string | null =>
  xrpcError.safeParse(jsonOf(response)).data?.error ?? null;

const TOKEN_ERRORS = new Set([
  "ExpiredToken",
  "InvalidToken",
  "AuthMissing",
  "AuthenticationRequired",
  "AccountTakedown",
  "AccountDeactivated",
  "AccountSuspended",
]);

/** Tell whether the server refused who we are, which XRPC says with 401 or with a named 400. */
export const isAuthRefusal = (result: HttpResult): boolean =>
  result.kind === "response" &&
  (result.status === 401 ||
    ([400, 403].includes(result.status) && TOKEN_ERRORS.has(errorName(result) ?? "")));

export const writtenAnswer = z.object({ uri: z.string().startsWith("at://"), cid: z.string() });
export const recordAnswer = z.object({ uri: z.string(), value: z.object({ text: z.string() }) });
export const blobAnswer = z.object({
  blob: z.object({
    $type: z.literal("blob"),
    ref: z.object({ $link: z.string() }),
    mimeType: z.string(),
    size: z.number(),
  }),
});
export const handleAnswer = z.object({ did: z.string().startsWith("did:") });
export const profileAnswer = z.object({ displayName: z.string().optional(), avatar: webAddress });
export const postsAnswer = z.object({
  posts: z.array(
    z.object({
      uri: z.string(),
      likeCount: z.number().optional(),
      repostCount: z.number().optional(),
      replyCount: z.number().optional(),
    }),
  ),
});
