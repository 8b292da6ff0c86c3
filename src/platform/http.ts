import { setTimeout as pause } from "node:timers/promises";
import { minuteMs, secondMs } from "@/kernel/time";
import { getEnv } from "./env";
import { type AllowPrivate, allowPrivateHosts, checkUrl, parseUrl } from "./http-address";
import { acceptEncoding } from "./http-decode";
import {
  type Dial,
  dialer,
  type Exchange,
  exchange,
  type Message,
  type NoAnswerReason,
  type NotSentReason,
  type Resolve,
} from "./http-exchange";
import { retryAfterMs } from "./http-retry-after";
import { span, traceHeaders } from "./trace";

/** A file in a multipart form. */
export interface HttpFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

export type HttpBody =
  | { json: unknown }
  | { form: Record<string, string> }
  | { multipart: Record<string, string | HttpFile> }
  | { bytes: Uint8Array; type: string };

interface Call {
  url: string | URL;
  headers?: Record<string, string>;
  body?: HttpBody;
  signal?: AbortSignal;
  /** For everything: resolving, connecting, redirects, retries, reading. */
  timeoutMs?: number;
  /** Largest answer, as received and once unpacked. */
  maxBytes?: number;
  /** How many redirects to follow: 5 for GET and HEAD, else none, and then the 3xx is the response. */
  redirects?: number;
}
/** `retries` exists only for methods whose repetition changes nothing. */
export type HttpRequest = Call &
  (
    | { method?: "GET" | "HEAD" | "PUT" | "DELETE"; retries?: number }
    | { method: "POST" | "PATCH"; retries?: never }
  );

export interface HttpResponse {
  kind: "response";
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** Where the answer came from, after redirects. */
  url: string;
  /** What `Retry-After` asks for. */
  retryAfterMs: number | null;
}

/**
 * What became of a request. `not_sent`: proved that it never left. `no_answer`: it may have arrived and had its
 * effect; `status` is set when a status line was read but the rest was not.
 */
export type HttpResult =
  | HttpResponse
  | { kind: "not_sent"; reason: NotSentReason; detail: string }
  | { kind: "no_answer"; reason: NoAnswerReason; status: number | null; detail: string };

export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResult>;
}

export interface HttpOptions {
  allowPrivate?: AllowPrivate;
  resolve?: Resolve;
  connectTimeoutMs?: number;
  now?: () => Date;
}

export const httpTimeoutMs = 20 * secondMs;
export const httpMaxBytes = 2 * 1024 * 1024;
const redirectsMax = 5;
const retryPauseMs = 250;
const retryPauseMaxMs = minuteMs;
const userAgent = "Publify (+https://publify.app)";

const slot = globalThis as unknown as { publifyHttp?: HttpClient };

/** The client of this process, with the private hosts that its environment opens. */
export const getHttpClient = (): HttpClient =>
  (slot.publifyHttp ??= createHttpClient({ allowPrivate: allowPrivateHosts(getEnv().allowPrivateHosts) }));

/** A client for addresses that other people chose: nothing private, nothing endless, nothing repeated unasked. */
export function createHttpClient(options: HttpOptions = {}): HttpClient {
  const { connectTimeoutMs = 10 * secondMs, resolve } = options;
  const context: Context = {
    allowPrivate: options.allowPrivate ?? (() => false),
    strict: dialer({ publicOnly: true, connectTimeoutMs, resolve }),
    open: dialer({ publicOnly: false, connectTimeoutMs, resolve }),
    now: options.now ?? (() => new Date()),
  };
  return { send: (request) => traced(context, request) };
}

/** One span a call: to which server and how it ended. Paths and queries may hold secrets and stay here. */
function traced(context: Context, request: HttpRequest): Promise<HttpResult> {
  const { method = "GET" } = request;
  const { hostname, port } = parseUrl(request.url) ?? { hostname: undefined, port: "" };
  const attributes = {
    "http.request.method": method,
    "server.address": hostname,
    "server.port": port ? Number(port) : undefined,
  };
  return span(`${method} ${hostname ?? "nowhere"}`, { kind: "client", attributes }, async (notes) => {
    const result = await send(context, request);
    if (result.kind === "response") notes.set({ "http.response.status_code": result.status });
    if (result.kind !== "response") notes.fail(`${result.kind}.${result.reason}`);
    else if (result.status >= 400) notes.fail(String(result.status));
    return result;
  });
}

interface Context {
  allowPrivate: AllowPrivate;
  strict: Dial;
  open: Dial;
  now: () => Date;
}

async function send(context: Context, request: HttpRequest): Promise<HttpResult> {
  const url = parseUrl(request.url);
  if (!url) return { kind: "not_sent", reason: "blocked", detail: "Not a web address" };
  const timeout = AbortSignal.timeout(request.timeoutMs ?? httpTimeoutMs);
  const limits = {
    signal: request.signal ? AbortSignal.any([timeout, request.signal]) : timeout,
    timedOut: () => timeout.aborted && !request.signal?.aborted,
    maxBytes: request.maxBytes ?? httpMaxBytes,
  };
  if (limits.signal.aborted)
    return { kind: "not_sent", reason: "aborted", detail: "Given up before it started" };
  // The trace is no business of strangers: only servers of the operator's own are told it.
  const message = await messageOf(url, request, context.allowPrivate(url) ? traceHeaders() : {});
  const idempotent = message.method !== "POST" && message.method !== "PATCH";
  const retriesMax = idempotent ? (request.retries ?? 0) : 0;
  for (let tried = 0; ; tried++) {
    const result = await follow(context, message, request, limits);
    const waitMs = tried < retriesMax ? pauseBefore(result, tried) : null;
    if (waitMs === null) return result;
    const waited = await pause(waitMs, true, { signal: limits.signal }).catch(() => false);
    if (!waited) return result;
  }
}

/** How long to wait before asking again; null when asking again is pointless. */
function pauseBefore(result: HttpResult, tried: number): number | null {
  const backoffMs = retryPauseMs * 2 ** tried * (0.75 + Math.random() / 2);
  if (result.kind === "not_sent") return ["dns", "refused"].includes(result.reason) ? backoffMs : null;
  if (result.kind === "no_answer") return result.reason === "reset" ? backoffMs : null;
  if (![429, 502, 503, 504].includes(result.status)) return null;
  const waitMs = result.retryAfterMs ?? backoffMs;
  return waitMs > retryPauseMaxMs ? null : waitMs;
}

type Following = { redirects?: number };

async function follow(
  context: Context,
  first: Message,
  { redirects = first.method === "GET" || first.method === "HEAD" ? redirectsMax : 0 }: Following,
  limits: Parameters<typeof exchange>[2],
): Promise<HttpResult> {
  let message = first;
  for (let hop = 0; ; hop++) {
    const result = await hopTo(context, message, limits);
    if (result.kind === "not_sent" && hop > 0)
      return {
        kind: "no_answer",
        reason: "redirect",
        status: null,
        detail: `Redirected astray: ${result.detail}`,
      };
    if (result.kind !== "response") return result;
    const response = {
      ...result,
      url: message.url.href,
      retryAfterMs: retryAfterMs(result.headers, context.now()),
    };
    const next = redirects > 0 ? nextHop(message, result.status, result.headers.get("location")) : null;
    if (!next) return response;
    if (hop === redirects)
      return {
        kind: "no_answer",
        reason: "redirect",
        status: result.status,
        detail: `Over ${redirects} redirects`,
      };
    message = next;
  }
}

async function hopTo(
  context: Context,
  message: Message,
  limits: Parameters<typeof exchange>[2],
): Promise<Exchange> {
  const block = checkUrl(message.url, context.allowPrivate);
  if (block) return { kind: "not_sent", reason: "blocked", detail: block.detail };
  return exchange(context.allowPrivate(message.url) ? context.open : context.strict, message, limits);
}

const KEPT_ACROSS_ORIGINS = new Set(["accept", "accept-encoding", "accept-language", "user-agent"]);

/** The request that a redirect asks for; null when it is none, or is one that must not be followed. */
function nextHop(message: Message, status: number, location: string | null): Message | null {
  if (![301, 302, 303, 307, 308].includes(status) || !location) return null;
  const url = parseUrl(location, message.url);
  if (!url) return null;
  const becomesGet = status === 303 || (status < 303 && message.method === "POST");
  const keepsBody = !becomesGet && message.body !== null;
  const crossing = url.origin !== message.url.origin;
  // Neither a body nor a credential goes to somebody whom the caller did not name, nor leaves encryption.
  if (crossing && (keepsBody || (message.url.protocol === "https:" && url.protocol === "http:"))) return null;
  const headers = Object.entries(message.headers).filter(
    ([name]) => (!crossing || KEPT_ACROSS_ORIGINS.has(name)) && (keepsBody || !name.startsWith("content-")),
  );
  return {
    url,
    method: becomesGet && message.method !== "HEAD" ? "GET" : message.method,
    headers: Object.fromEntries(headers),
    body: keepsBody ? message.body : null,
  };
}

async function messageOf(url: URL, request: HttpRequest, trace: Record<string, string>): Promise<Message> {
  const { bytes, type } = await bodyOf(request.body);
  const given = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    url,
    method: request.method ?? "GET",
    headers: {
      "user-agent": userAgent,
      "accept-encoding": acceptEncoding,
      ...trace,
      ...(type ? { "content-type": type } : {}),
      ...Object.fromEntries(given),
    },
    body: bytes,
  };
}

async function bodyOf(
  body: HttpBody | undefined,
): Promise<{ bytes: Uint8Array | null; type: string | null }> {
  if (!body) return { bytes: null, type: null };
  if ("bytes" in body) return { bytes: body.bytes, type: body.type };
  if ("json" in body) return { bytes: Buffer.from(JSON.stringify(body.json)), type: "application/json" };
  if ("form" in body) {
    const text = new URLSearchParams(body.form).toString();
    return { bytes: Buffer.from(text), type: "application/x-www-form-urlencoded" };
  }
  const packed = new Response(formOf(body.multipart));
  return { bytes: new Uint8Array(await packed.arrayBuffer()), type: packed.headers.get("content-type") };
}

function formOf(fields: Record<string, string | HttpFile>): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value === "string") form.set(field, value);
    else form.set(field, new Blob([new Uint8Array(value.bytes)], { type: value.type }), value.name);
  }
  return form;
}
