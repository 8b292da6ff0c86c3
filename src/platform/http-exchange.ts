import { lookup as dnsLookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { buildConnector, Client, type Dispatcher } from "undici";
import { isPublicAddress } from "./http-address";
import { decode } from "./http-decode";

/** One address that a name stands for. */
export interface ResolvedAddress {
  address: string;
  family: number;
}
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export type NotSentReason =
  | "blocked"
  | "dns"
  | "refused"
  | "connect_timeout"
  | "tls"
  | "timeout"
  | "aborted"
  | "invalid";
export type NoAnswerReason = "reset" | "timeout" | "aborted" | "too_large" | "malformed" | "redirect";

export type Exchange =
  | { kind: "response"; status: number; headers: Headers; body: Uint8Array }
  | { kind: "not_sent"; reason: NotSentReason; detail: string }
  | { kind: "no_answer"; reason: NoAnswerReason; status: number | null; detail: string };

export interface Message {
  url: URL;
  method: Dispatcher.HttpMethod;
  headers: Record<string, string>;
  body: Uint8Array | null;
}
export interface Limits {
  signal: AbortSignal;
  /** Whether `signal` fired because time ran out, rather than because the caller gave up. */
  timedOut: () => boolean;
  maxBytes: number;
}

class BlockedError extends Error {
  readonly code = "PUBLIFY_BLOCKED";
}

const systemResolve: Resolve = (hostname) => dnsLookup(hostname, { all: true, verbatim: true });

/** Resolve, judge every address, and hand the socket exactly what was judged: nothing is looked up twice. */
function checkedLookup(resolve: Resolve, publicOnly: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const bad = publicOnly ? addresses.find(({ address }) => !isPublicAddress(address)) : undefined;
        if (bad)
          return callback(new BlockedError(`${hostname} is at ${bad.address}, not a public address`), "", 0);
        const [first] = addresses;
        if (!first) return callback(Object.assign(new Error("No address"), { code: "ENOTFOUND" }), "", 0);
        if (options.all) return callback(null, [...addresses]);
        callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

export type Dial = ReturnType<typeof buildConnector>;

/** A connector that reaches public addresses only, or, for what was opened on purpose, any. */
export function dialer(options: { publicOnly: boolean; connectTimeoutMs: number; resolve?: Resolve }): Dial {
  const connect = buildConnector({
    allowH2: false,
    timeout: options.connectTimeoutMs,
    autoSelectFamily: true,
    lookup: checkedLookup(options.resolve ?? systemResolve, options.publicOnly),
  } as buildConnector.BuildOptions);
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error) return callback(error, null);
      const at = socket.remoteAddress ?? "";
      if (!options.publicOnly || isPublicAddress(at)) return callback(null, socket);
      socket.destroy();
      callback(new BlockedError(`Connected to ${at}, not a public address`), null);
    });
}

/**
 * One request over a connection of its own. A reused connection may have been closed by the far end a moment
 * ago, and nobody could then say whether the request arrived.
 */
export async function exchange(dial: Dial, message: Message, limits: Limits): Promise<Exchange> {
  let connected = false;
  let status: number | null = null;
  const client = new Client(message.url.origin, {
    connect: (target, callback) =>
      dial(target, (...result) => {
        connected ||= result[0] === null;
        callback(...result);
      }),
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 32_768,
  });
  // The client's own `signal` option is not heard before the connection stands.
  const stop = () => void client.destroy(new Error("Stopped")).catch(() => undefined);
  try {
    const { url, method, headers, body } = message;
    limits.signal.addEventListener("abort", stop, { once: true });
    const answer = await client.request({ path: url.pathname + url.search, method, headers, body });
    status = answer.statusCode;
    const raw = await collect(answer.body, limits.maxBytes);
    if (!raw)
      return { kind: "no_answer", reason: "too_large", status, detail: `More than ${limits.maxBytes} bytes` };
    const received = new Headers(flatten(answer.headers));
    const decoded = await decode(raw, received.get("content-encoding"), limits.maxBytes);
    if (!decoded.ok) return { kind: "no_answer", reason: decoded.reason, status, detail: decoded.detail };
    return { kind: "response", status, headers: received, body: decoded.body };
  } catch (error) {
    return explain(error as NodeJS.ErrnoException, { connected, status, limits });
  } finally {
    limits.signal.removeEventListener("abort", stop);
    void client.destroy().catch(() => undefined);
  }
}

async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const flatten = (headers: Record<string, string | string[] | undefined>): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );

const REFUSALS: Record<string, NotSentReason> = {
  PUBLIFY_BLOCKED: "blocked",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  EAI_NODATA: "dns",
  UND_ERR_CONNECT_TIMEOUT: "connect_timeout",
  ETIMEDOUT: "connect_timeout",
  UND_ERR_INVALID_ARG: "invalid",
};

function notSentReason(code: string): NotSentReason {
  if (REFUSALS[code]) return REFUSALS[code];
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|UNABLE_TO|SELF_SIGNED|EPROTO)/.test(code) ? "tls" : "refused";
}

function explain(
  error: NodeJS.ErrnoException,
  seen: { connected: boolean; status: number | null; limits: Limits },
): Exchange {
  const { connected, status, limits } = seen;
  const stopped = limits.signal.aborted ? (limits.timedOut() ? "timeout" : "aborted") : null;
  const detail = stopped === "timeout" ? "Took too long" : error.message || error.code || "Failed";
  if (!connected) return { kind: "not_sent", reason: stopped ?? notSentReason(error.code ?? ""), detail };
  const malformed =
    error.name === "HTTPParserError" ||
    error instanceof TypeError ||
    /^UND_ERR_(HEADERS_OVERFLOW|RES_)/.test(error.code ?? "");
  return { kind: "no_answer", reason: stopped ?? (malformed ? "malformed" : "reset"), status, detail };
}
