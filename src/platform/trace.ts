import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

export type SpanKind = "server" | "client" | "internal";
export type SpanAttributes = Record<string, string | number | boolean | undefined>;

/** What work may tell of itself. Attributes leave this machine: names, counts and ids, never content or an address. */
export interface SpanNotes {
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Mark it as failed, by a word of a closed list. */
  fail(type: string): void;
}

/** A span that is under way, in the trace it belongs to. */
export interface OpenSpan extends SpanNotes {
  readonly spanId: string;
  readonly sampled: boolean;
  end(): void;
}

/** Where work belongs: its trace, the span that caused it when one is known, and whether its origin wants it kept. */
export interface TraceScope {
  readonly traceId: string;
  readonly parentId?: string;
  readonly sampled?: boolean;
  readonly span?: OpenSpan;
}

/** Opens spans; there is one only where traces are exported. */
export interface Tracer {
  open(name: string, kind: SpanKind, attributes: SpanAttributes, scope: TraceScope): OpenSpan;
}

// Bundles are separate module instances, so what ties them sits on `globalThis`.
const slot = globalThis as unknown as {
  publifyTrace?: AsyncLocalStorage<TraceScope>;
  publifyTracer?: Tracer | null;
};
const traces = (slot.publifyTrace ??= new AsyncLocalStorage<TraceScope>());

/** Install what exports traces; null: nothing does. */
export function setTracer(tracer: Tracer | null): void {
  slot.publifyTracer = tracer;
}

/** Mint a trace id as W3C writes them: 32 hexadecimal digits. */
export const newTraceId = (): string => randomBytes(16).toString("hex");

const traceparent = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;
const bareTraceId = /^(?!0{32})[0-9a-f]{32}$/;

/** Names the trace of a request that came without a `traceparent`: there is no span to be its parent. */
export const traceIdHeader = "x-trace-id";

/** The trace of a request: that of its `traceparent` when it is well formed, the one that was named for it, or a new one. */
export function traceScopeOf(headers: Headers): TraceScope {
  const [, traceId, parentId, flags] = traceparent.exec(headers.get("traceparent") ?? "") ?? [];
  if (traceId && parentId && flags)
    return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
  const named = headers.get(traceIdHeader) ?? "";
  return { traceId: bareTraceId.test(named) ? named : newTraceId() };
}

/** The id of the trace that a request belongs to. */
export const traceIdOf = (headers: Headers): string => traceScopeOf(headers).traceId;

/** The trace that this code runs in, if any. */
export const currentTraceId = (): string | undefined => traces.getStore()?.traceId;

/** The trace that this code runs in, or a new one. */
export const thisTraceId = (): string => currentTraceId() ?? newTraceId();

/** Run `work` in a trace, so that its log lines and spans carry `traceId`; in the same one it goes on under its span. */
export const withTrace = <T>(traceId: string, work: () => T): T =>
  currentTraceId() === traceId ? work() : traces.run({ traceId }, work);

const unheard: SpanNotes = { rename: () => undefined, set: () => undefined, fail: () => undefined };

/** Add to the span that this code runs in, when there is one. */
export const noteSpan = (attributes: SpanAttributes): void => traces.getStore()?.span?.set(attributes);

/** Run `work` as one span. Where traces are not exported it just runs. */
export async function span<T>(
  name: string,
  { kind = "internal", attributes = {} }: { kind?: SpanKind; attributes?: SpanAttributes },
  work: (notes: SpanNotes) => Promise<T>,
): Promise<T> {
  const tracer = slot.publifyTracer;
  if (!tracer) return work(unheard);
  const scope = traces.getStore() ?? { traceId: newTraceId() };
  const open = tracer.open(name, kind, attributes, scope);
  const { spanId: parentId, sampled } = open;
  try {
    return await traces.run({ traceId: scope.traceId, parentId, sampled, span: open }, () => work(open));
  } catch (error) {
    open.fail(error instanceof Error ? error.name : "unknown");
    throw error;
  } finally {
    open.end();
  }
}

/** Answer a request in its trace, as the span that a server owes its caller; `route` is a template, never an address. */
export function traceRequest(
  request: Request,
  route: string,
  answer: (traceId: string, notes: SpanNotes) => Promise<Response>,
): Promise<Response> {
  const { method } = request;
  const scope = traceScopeOf(request.headers);
  const attributes = { "http.request.method": method, "http.route": route };
  return traces.run(scope, () =>
    span(`${method} ${route}`, { kind: "server", attributes }, async (notes) => {
      const response = await answer(scope.traceId, notes);
      notes.set({ "http.response.status_code": response.status });
      if (response.status >= 500) notes.fail(String(response.status));
      return response;
    }),
  );
}

/** The header that hands the trace on to another server, from inside a span that is exported. */
export function traceHeaders(): Record<string, string> {
  const { traceId, parentId, span: open, sampled } = traces.getStore() ?? {};
  return open ? { traceparent: `00-${traceId}-${parentId}-0${sampled ? 1 : 0}` } : {};
}
