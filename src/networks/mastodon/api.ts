import { z } from "zod";
import type { HttpBody, HttpResult } from "@/platform/http";
import type { Account, Capabilities, Tools } from "../contract";
import { jsonOf } from "../wire";
import { type InstanceAnswer, instanceAnswer } from "./answers";
import { capabilitiesOf } from "./map";

const credentials = z.object({ accessToken: z.string() });
const place = z.object({ instance: z.string() });

/** Where an account lives and the token that opens it. @throws ZodError when the row is not this network's. */
export const doorOf = (account: Account): { base: string; token: string } => ({
  base: place.parse(account.settings).instance,
  token: credentials.parse(account.credentials).accessToken,
});

interface Call {
  url: string;
  token?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

const headersOf = ({ token, headers }: Call): Record<string, string> => ({
  accept: "application/json",
  ...headers,
  ...(token ? { authorization: `Bearer ${token}` } : {}),
});

/** Read; repeated once when the connection broke. */
export const get = ({ http, signal }: Tools, call: Call): Promise<HttpResult> =>
  http.send({ url: call.url, headers: headersOf(call), signal, retries: 1 });

/** Write; never repeated by itself. */
export const post = ({ http, signal }: Tools, call: Call, body: HttpBody): Promise<HttpResult> =>
  http.send({
    url: call.url,
    method: "POST",
    headers: headersOf(call),
    body,
    signal,
    timeoutMs: call.timeoutMs,
  });

/** Replace; repeating changes nothing. */
export const put = ({ http, signal }: Tools, call: Call, body: HttpBody): Promise<HttpResult> =>
  http.send({ url: call.url, method: "PUT", headers: headersOf(call), body, signal, retries: 1 });

/** Delete; repeating changes nothing. */
export const del = ({ http, signal }: Tools, call: Call): Promise<HttpResult> =>
  http.send({ url: call.url, method: "DELETE", headers: headersOf(call), signal, retries: 1 });

/** The body of a 2xx answer in the expected shape; null otherwise. */
export function accepted<T>(result: HttpResult, schema: z.ZodType<T>): T | null {
  if (result.kind !== "response" || result.status < 200 || result.status > 299) return null;
  return schema.safeParse(jsonOf(result)).data ?? null;
}

/** Where a status is read, edited and deleted. */
export const statusUrl = (base: string, id: string): string =>
  `${base}/api/v1/statuses/${encodeURIComponent(id)}`;

/** Tell whether the server knows no such thing, or not any more. */
export const isGone = (result: HttpResult): boolean =>
  result.kind === "response" && (result.status === 404 || result.status === 410);

/** Tell whether the server refused our token, in words of its API rather than of a proxy before it. */
export const isAuthRefusal = (result: HttpResult): boolean =>
  result.kind === "response" &&
  (result.status === 401 || (result.status === 403 && typeof jsonOf(result) === "object"));

export type FoundInstance = { instance: InstanceAnswer; base: string; capabilities: Capabilities };

/** What a server says of itself, and the address it says it from: accounts and API may live on different names. */
export async function readInstance(tools: Tools, base: string): Promise<FoundInstance | HttpResult> {
  const second = await get(tools, { url: `${base}/api/v2/instance` });
  const first = accepted(second, instanceAnswer) ? second : await olderInstance(tools, base, second);
  const instance = accepted(first, instanceAnswer);
  if (!instance || first.kind !== "response") return first;
  return { instance, base: new URL(first.url).origin, capabilities: capabilitiesOf(instance) };
}

const olderInstance = async (tools: Tools, base: string, before: HttpResult): Promise<HttpResult> =>
  before.kind === "response" && before.status < 500 && before.status !== 429
    ? get(tools, { url: `${base}/api/v1/instance` })
    : before;
