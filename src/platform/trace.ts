import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

interface Trace {
  readonly traceId: string;
}

// Bundles are separate module instances, so the store that ties them sits on `globalThis`.
const slot = globalThis as unknown as { publifyTrace?: AsyncLocalStorage<Trace> };
const traces = (slot.publifyTrace ??= new AsyncLocalStorage<Trace>());

/** Mint a trace id as W3C writes them: 32 hexadecimal digits. */
export const newTraceId = (): string => randomBytes(16).toString("hex");

const traceparent = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace of a request: that of its `traceparent` when it is well formed, else a new one. */
export const traceIdOf = (headers: Headers): string =>
  traceparent.exec(headers.get("traceparent") ?? "")?.[1] ?? newTraceId();

/** The header that hands a trace on. */
export const traceparentOf = (traceId: string): string =>
  `00-${traceId}-${randomBytes(8).toString("hex")}-01`;

/** Run `work` so that each of its log lines carries `traceId`. */
export const withTrace = <T>(traceId: string, work: () => T): T => traces.run({ traceId }, work);

/** The trace that this code runs in, if any. */
export const currentTraceId = (): string | undefined => traces.getStore()?.traceId;
