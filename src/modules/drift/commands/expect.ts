import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { minuteMs } from "@/kernel/time";
import { intactAt, lockWatched, writePresence } from "./look";

/** For what comes before and after the call. */
const graceMs = minuteMs;

interface Expected {
  /** Longest time that the call may take. */
  timeoutMs: number;
  /** What will stand there; absent when nothing will. */
  text?: string;
}

/**
 * Write down that we are about to change or to take off something, before anybody can see it there: no look calls it
 * drift meanwhile. @throws DomainError NOT_FOUND.
 */
export function expectChange(
  ctx: Ctx,
  deliveryId: Id<"delivery">,
  { timeoutMs, text }: Expected,
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { presence } = await lockWatched(ctx, deliveryId);
    const now = ctx.clock.now();
    const {
      tenantId: _,
      deliveryId: __,
      ...known
    } = presence ?? {
      ...intactAt(now),
      state: "unknown" as const,
      ...{ tenantId: ctx.tenantId, deliveryId },
    };
    const until = Math.max(now.getTime() + timeoutMs + graceMs, known.editingUntil?.getTime() ?? 0);
    const editingText = text ?? known.editingText;
    await writePresence(ctx, deliveryId, { ...known, editingText, editingUntil: new Date(until) });
  });
}
