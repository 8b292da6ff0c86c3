import "server-only";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import { secondMs } from "@/kernel/time";
import { setTracer, type Tracer, type TraceScope } from "./trace";

export interface TelemetryOptions {
  /** Where the collector listens, without `/v1/traces`. */
  endpoint: string;
  /** The share of traces that begin here and are exported, 0 to 1. */
  ratio: number;
  logger: Pick<Logger, "warn" | "info">;
  /** How long spans gather before they are sent. */
  delayMs?: number;
  /** One export, with its repetitions; also what the shutdown waits for the last one. */
  timeoutMs?: number;
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;
/** Beyond this many the youngest spans are dropped: a collector that is away costs a bounded amount of memory. */
const spansMax = 2_048;

/** Tells once that the collector does not listen, and once that it does again. */
function audible(exporter: SpanExporter, logger: TelemetryOptions["logger"]): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== 0;
        if (failed && !failing) logger.warn({ error: result.error }, "traces could not be exported");
        if (!failed && failing) logger.info("traces are exported again");
        failing = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function createTracer(provider: TracerProvider, ids: { next: string | undefined }): Tracer {
  const tracer = provider.getTracer("publify");
  const parentOf = ({ traceId, parentId, sampled }: TraceScope) => {
    const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return parentId
      ? trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parentId, traceFlags })
      : ROOT_CONTEXT;
  };
  return {
    open(name, kind, attributes, scope) {
      // The first span of a trace takes the id that the log lines carry; starting one is synchronous.
      ids.next = scope.traceId;
      const open = tracer.startSpan(name, { kind: KINDS[kind], attributes }, parentOf(scope));
      const { spanId, traceFlags } = open.spanContext();
      return {
        spanId,
        sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
        rename: (to) => void open.updateName(to),
        set: (more) => void open.setAttributes(more),
        fail: (type) => {
          open.setAttribute("error.type", type);
          open.setStatus({ code: SpanStatusCode.ERROR });
        },
        end: () => open.end(),
      };
    },
  };
}

/**
 * Export the spans of this process by OTLP over HTTP, in batches and aside: a collector that is slow or away
 * delays and fails nothing. The usual `OTEL_EXPORTER_OTLP_HEADERS` is honoured.
 */
export function startTelemetry(options: TelemetryOptions): { stop(): Promise<void> } {
  const { endpoint, ratio, logger, delayMs = 5 * secondMs, timeoutMs = 10 * secondMs } = options;
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  const random = new RandomIdGenerator();
  const ids: { next: string | undefined } = { next: undefined };
  const exporter = audible(new OTLPTraceExporter({ url, timeoutMillis: timeoutMs }), logger);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "publify" }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    idGenerator: {
      generateTraceId: () => ids.next ?? random.generateTraceId(),
      generateSpanId: () => random.generateSpanId(),
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: spansMax,
        scheduledDelayMillis: delayMs,
        exportTimeoutMillis: timeoutMs,
      }),
    ],
  });
  setTracer(createTracer(provider, ids));
  return {
    stop: async () => {
      setTracer(null);
      const patience = new Promise<void>((resolve) => setTimeout(resolve, timeoutMs).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), patience]);
    },
  };
}
