import { afterEach, beforeEach } from "vitest";
import { setTracer, type SpanAttributes } from "@/platform/trace";

/** A span as a test sees it. */
export interface SeenSpan {
  name: string;
  traceId: string;
  parentId: string | undefined;
  spanId: string;
  attributes: SpanAttributes;
  failed: string | null;
}

/** Keep the spans that a test causes, in the order in which they opened. */
export function useTracer(): readonly SeenSpan[] {
  const seen: SeenSpan[] = [];
  beforeEach(() => {
    seen.length = 0;
    setTracer({
      open(name, _kind, attributes, { traceId, parentId }) {
        const spanId = String(seen.length + 1).padStart(16, "0");
        const one: SeenSpan = {
          name,
          traceId,
          parentId,
          spanId,
          attributes: { ...attributes },
          failed: null,
        };
        seen.push(one);
        return {
          spanId,
          sampled: true,
          rename: (to) => {
            one.name = to;
          },
          set: (more) => void Object.assign(one.attributes, more),
          fail: (type) => {
            one.failed = type;
          },
          end: () => undefined,
        };
      },
    });
  });
  afterEach(() => setTracer(null));
  return seen;
}
