import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { type Id, idToUuid } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { createPost } from "@/modules/publishing/commands/drafts";
import { addToQueue } from "@/modules/queues/commands/add";
import { openQueues } from "@/modules/queues/commands/open";
import { type Fill, fillMax, type Gap, isAboutContent, planFills } from "../policy";
import { loadDesk } from "../queries";
import { evergreenTemplate } from "../schemas";
import { evergreens } from "../tables";
import { lockCollections } from "./load";
import { isUse } from "./uses";

export interface FillReport {
  written: number;
  /** Items that a channel refused as they are. */
  refused: number;
}

/** Count anew what items were used for: what was deleted before it went out was no use, what went out stays one. */
async function countUses(ctx: TxCtx): Promise<void> {
  await ctx.db.execute(sql`
    update evergreens e set uses = x.uses, last_used_at = x.last
    from (
      select i.id, i.uses_purged + count(p.id)::int as uses, greatest(i.purged_use_at, max(p.publish_at)) as last
      from evergreens i
      left join posts p on p.tenant_id = i.tenant_id and p.evergreen_id = i.id and ${isUse}
      where i.tenant_id = ${idToUuid("workspace", ctx.tenantId)}
      group by i.tenant_id, i.id
    ) x
    where e.tenant_id = ${idToUuid("workspace", ctx.tenantId)} and e.id = x.id
      and (e.uses, e.last_used_at) is distinct from (x.uses, x.last)`);
}

/** Write one fill as a post in its slot. @throws as `createPost` and `addToQueue`. */
async function write(ctx: TxCtx, { evergreenId, channelId, at, text }: Fill): Promise<void> {
  const [row] = await ctx.db
    .select({ template: evergreens.template })
    .from(evergreens)
    .where(and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.id, evergreenId)));
  const template = evergreenTemplate.parse(row?.template ?? {});
  const own = template.variants.find((variant) => variant.channelId === channelId);
  const variant = own ?? { channelId, assetIds: null, settings: {} };
  const post = await createPost(
    ctx,
    { ...template, body: text, variants: [{ ...variant, body: null }] },
    { evergreenId, authorId: null },
  );
  await addToQueue(ctx, { postId: post.id, position: "next", places: [{ channelId, at }] });
}

/** Do `work` so that a refusal undoes only itself. Tells the refusal, if there was one. */
async function attempt(ctx: TxCtx, work: () => Promise<void>): Promise<DomainError | null> {
  await ctx.db.execute(sql`savepoint one_fill`);
  try {
    await work();
    await ctx.db.execute(sql`release savepoint one_fill`);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await ctx.db.execute(sql`rollback to savepoint one_fill`);
    return error;
  }
}

async function remember(
  ctx: TxCtx,
  { evergreenId, channelId }: Fill,
  { reason, details }: DomainError,
): Promise<void> {
  const word = typeof details?.code === "string" ? details.code : reason;
  await ctx.db
    .update(evergreens)
    .set({ refusals: sql`${evergreens.refusals} || ${JSON.stringify({ [channelId]: word })}::jsonb` })
    .where(and(eq(evergreens.tenantId, ctx.tenantId), eq(evergreens.id, evergreenId)));
  await record(ctx, "evergreen.refused", { targetId: evergreenId, data: { channelId, reason: word } });
}

/** Slots that refused what was meant for them for a while only: not asked again in this pass. */
type Closed = Set<string>;
const slotOf = ({ channelId, at }: Gap): string => `${channelId} ${at.getTime()}`;

/** One round over the free slots; the next plans without what was refused, for ever or for now. */
async function round(ctx: TxCtx, max: number, closed: Closed): Promise<FillReport> {
  await countUses(ctx);
  const desk = await loadDesk(ctx);
  const gaps = desk.gaps.filter((gap) => !closed.has(slotOf(gap)));
  const report = { written: 0, refused: 0 };
  for (const fill of planFills({ ...desk, gaps, max })) {
    const refusal = await attempt(ctx, () => write(ctx, fill));
    if (!refusal) report.written += 1;
    else if (isAboutContent(refusal)) {
      await remember(ctx, fill, refusal);
      report.refused += 1;
    } else closed.add(slotOf(fill));
  }
  return report;
}

/** A round without a refusal is the last; each closes an item for a channel, or a slot, so few are needed. */
const roundsMax = 5;

/**
 * Fill the free slots of the coming days from the workspace's collections. Never takes a slot that holds something,
 * and a second fill at the same time waits for the first and finds nothing left.
 */
export function fillGaps(ctx: Ctx): Promise<FillReport> {
  authorise(ctx, "queue.manage");
  return inTransaction(ctx, async (ctx) => {
    const running = (await lockCollections(ctx)).filter(({ paused }) => !paused);
    const total: FillReport = { written: 0, refused: 0 };
    if (running.length === 0) return total;
    const { collections, gaps } = await loadDesk(ctx);
    const wanted = new Set(collections.flatMap(({ channelIds }) => channelIds));
    const channelIds = [...new Set(gaps.map((gap) => gap.channelId))].filter((id: Id<"channel">) =>
      wanted.has(id),
    );
    await openQueues(ctx, channelIds);
    const closed: Closed = new Set();
    for (let turn = 0; turn < roundsMax; turn++) {
      const closedBefore = closed.size;
      const { written, refused } = await round(ctx, fillMax - total.written, closed);
      total.written += written;
      total.refused += refused;
      if ((refused === 0 && closed.size === closedBefore) || total.written >= fillMax) break;
    }
    await countUses(ctx);
    if (total.written > 0) await record(ctx, "evergreen.filled", { data: { ...total } });
    return total;
  });
}
