import { z } from "zod";
import type { Ctx } from "@/db/tx";
import { systemClock } from "@/kernel/context";
import { idOf } from "@/kernel/ids";
import { thisTraceId } from "@/platform/trace";

const origin = z.object({ tenantId: idOf("workspace"), traceId: z.string().optional() });

/**
 * The context in which job `name` calls commands, for the workspace that the event tells of.
 * @throws ZodError when the event names no workspace.
 */
export function contextOf(event: { data?: unknown }, name: string): Ctx {
  const { tenantId, traceId = thisTraceId() } = origin.parse(event.data);
  return { tenantId, traceId, actor: { type: "system", name }, clock: systemClock };
}
