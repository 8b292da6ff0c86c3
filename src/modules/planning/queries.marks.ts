import "server-only";
import { and, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { type Id, idFromUuid, idToUuid } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { wallTimeOf } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import { contentOf } from "@/modules/publishing/policy";
import { deliveries, posts, variants } from "@/modules/publishing/tables";
import { queues, slots } from "@/modules/queues/tables";
import { getWorkspace } from "@/modules/workspaces/queries";
import type { Network } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { cellsOf, isNotable, weekdayOf } from "./policy";
import type { MarksInput, MarksView } from "./schemas.grid";

/** Two posts of a channel that are nearer than this take each other's readers. */
const collisionSeconds = 15 * 60;
/** Posts whose price is added up at most: a day's price is a help, not an invoice. */
const pricedMax = 1_000;

interface Channel {
  id: Id<"channel">;
  name: string;
  network: Network | undefined;
}
interface Period {
  from: Date;
  to: Date;
  zone: string;
  channels: Map<Id<"channel">, Channel>;
}

async function findChannelsOf(ctx: TxCtx, channelIds: MarksInput["channelIds"]): Promise<Period["channels"]> {
  const rows = await ctx.db
    .select({ id: channels.id, name: channels.name, network: channels.network })
    .from(channels)
    .where(
      and(
        eq(channels.tenantId, ctx.tenantId),
        eq(channels.state, "active"),
        channelIds?.length ? inArray(channels.id, channelIds) : undefined,
      ),
    );
  return new Map(rows.map(({ network, ...row }) => [row.id, { ...row, network: findNetwork(network) }]));
}

interface DayRow {
  channel_id: string;
  day: string;
  posts: number;
  near: number;
}

/** What is planned or went out, by channel and day: how many posts, and how many are too near to another. */
async function countDays(ctx: TxCtx, { from, to, zone, channels }: Period) {
  const ids = [...channels.keys()].map((id) => idToUuid("channel", id));
  const { rows } = (await ctx.db.execute(sql`
    with told as (
      select channel_id, coalesce(published_at, publish_at) as at
      from ${deliveries}
      where tenant_id = ${idToUuid("workspace", ctx.tenantId)} and part = 0
        and channel_id = any(${sql.param(`{${ids.join(",")}}`)}::uuid[])
        and ((state in ('waiting', 'scheduled', 'leased', 'sending', 'unconfirmed')
              and publish_at >= ${from.toISOString()}::timestamptz and publish_at < ${to.toISOString()}::timestamptz)
          or (state = 'published'
              and published_at >= ${from.toISOString()}::timestamptz and published_at < ${to.toISOString()}::timestamptz))
    ), spaced as (
      select channel_id, at, least(at - lag(at) over w, lead(at) over w - at) as room
      from told window w as (partition by channel_id order by at)
    )
    select channel_id, to_char(at at time zone ${zone}, 'YYYY-MM-DD') as day, count(*)::int as posts,
      (count(*) filter (where at >= ${ctx.clock.now().toISOString()}::timestamptz
        and room < make_interval(secs => ${collisionSeconds})))::int as near
    from spaced group by 1, 2`)) as unknown as { rows: DayRow[] };
  return rows.map(({ channel_id, ...row }) => ({ ...row, channelId: idFromUuid("channel", channel_id) }));
}

/** On which weekdays each channel has slots, where its queue runs. */
async function findSlotDays(ctx: TxCtx): Promise<Set<string>> {
  const rows = await ctx.db
    .selectDistinct({ channelId: slots.channelId, weekday: slots.weekday })
    .from(slots)
    .leftJoin(queues, and(eq(queues.tenantId, slots.tenantId), eq(queues.channelId, slots.channelId)))
    .where(and(eq(slots.tenantId, ctx.tenantId), isNull(queues.pausedAt)));
  return new Set(rows.map(({ channelId, weekday }) => `${channelId} ${weekday}`));
}

interface UseRow {
  channel_id: string;
  day: string;
  used: number;
}

/** The most that any rolling window holds, by day, for the channels whose network counts over `windowMs`. */
async function countWindows(ctx: TxCtx, period: Period, windowMs: number, ids: readonly Id<"channel">[]) {
  const from = new Date(period.from.getTime() - windowMs).toISOString();
  const to = period.to.toISOString();
  const { rows } = (await ctx.db.execute(sql`
    with told as (
      select channel_id, coalesce(published_at, publish_at) as at
      from ${deliveries}
      where tenant_id = ${idToUuid("workspace", ctx.tenantId)}
        and channel_id = any(${sql.param(`{${ids.map((id) => idToUuid("channel", id)).join(",")}}`)}::uuid[])
        and ((state in ('waiting', 'scheduled', 'leased', 'sending', 'unconfirmed')
              and publish_at >= ${from}::timestamptz and publish_at < ${to}::timestamptz)
          or (state = 'published' and published_at >= ${from}::timestamptz and published_at < ${to}::timestamptz))
    ), rolling as (
      select channel_id, at, count(*) over (partition by channel_id order by at
        range between make_interval(secs => ${windowMs / 1_000}) preceding and current row) as held
      from told
    )
    select channel_id, to_char(at at time zone ${period.zone}, 'YYYY-MM-DD') as day, max(held)::int as used
    from rolling where at >= ${period.from.toISOString()}::timestamptz group by 1, 2`)) as unknown as {
    rows: UseRow[];
  };
  return rows.map(({ channel_id, ...row }) => ({ ...row, channelId: idFromUuid("channel", channel_id) }));
}

async function findQuotas(ctx: TxCtx, period: Period): Promise<MarksView["quotas"]> {
  const asked = [...period.channels.values()].flatMap(({ id, name, network }) =>
    (network?.quotas ?? [])
      .filter(({ per }) => per === "channel")
      .map(({ limit, windowMs }) => ({ channelId: id, channel: name, limit, windowMs })),
  );
  const found: MarksView["quotas"] = [];
  for (const [windowMs, quotas] of Map.groupBy(asked, (quota) => quota.windowMs)) {
    const ids = quotas.map(({ channelId }) => channelId);
    const used = Map.groupBy(await countWindows(ctx, period, windowMs, ids), (row) => row.channelId);
    for (const quota of quotas)
      for (const { day, used: held } of used.get(quota.channelId) ?? [])
        if (isNotable(held, quota.limit)) found.push({ ...quota, day, used: held });
  }
  return found;
}

/** What the networks that ask a price will ask for what is planned. */
async function findCosts(ctx: TxCtx, { from, to, zone, channels }: Period): Promise<MarksView["costs"]> {
  const priced = [...channels.values()].filter(({ network }) => network?.cost);
  if (priced.length === 0) return [];
  const rows = await ctx.db
    .select({ channelId: deliveries.channelId, at: deliveries.publishAt, post: posts, variant: variants })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.tenantId, deliveries.tenantId), eq(posts.id, deliveries.postId)))
    .innerJoin(
      variants,
      and(eq(variants.tenantId, deliveries.tenantId), eq(variants.id, deliveries.variantId)),
    )
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        inArray(
          deliveries.channelId,
          priced.map(({ id }) => id),
        ),
        inArray(deliveries.state, ["scheduled", "waiting", "leased"]),
        gte(deliveries.publishAt, from),
        lt(deliveries.publishAt, to),
        eq(deliveries.part, 0),
      ),
    )
    .limit(pricedMax);
  const sums = new Map<string, MarksView["costs"][number]>();
  for (const { channelId, at, post, variant } of rows) {
    const channel = channels.get(channelId);
    const content = contentOf({ post, variant, media: [] });
    const cost = channel?.network?.cost?.({ ...content, media: [] });
    if (!channel || !cost) continue;
    const day = wallTimeOf(at, zone).slice(0, 10);
    const key = `${day} ${channelId} ${cost.currency}`;
    const sum = sums.get(key) ?? {
      ...{ day, channelId, channel: channel.name, currency: cost.currency },
      ...{ minor: 0, count: 0 },
    };
    sums.set(key, { ...sum, minor: sum.minor + cost.minor, count: sum.count + 1 });
  }
  return [...sums.values()];
}

/** What deserves a second look in a window: empty days, posts that jostle, allowances that run short, and prices. */
export function getMarks(ctx: Ctx, { firstDay, days, channelIds }: MarksInput): Promise<MarksView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async (ctx) => {
    const { timeZone: zone } = await getWorkspace(ctx);
    const cells = cellsOf(firstDay, days, "day", zone);
    const [first, last] = [cells[0], cells.at(-1)];
    const found = await findChannelsOf(ctx, channelIds);
    if (!first || !last || found.size === 0) return { gaps: [], collisions: [], quotas: [], costs: [] };
    const period: Period = { from: first.from, to: last.to, zone, channels: found };
    const counted = await countDays(ctx, period);
    const slotDays = await findSlotDays(ctx);
    const busy = new Set(counted.map(({ channelId, day }) => `${channelId} ${day}`));
    const today = wallTimeOf(ctx.clock.now(), zone).slice(0, 10);
    const nameOf = (id: Id<"channel">) => found.get(id)?.name ?? "";
    return {
      gaps: cells
        .filter(({ key }) => key >= today)
        .flatMap(({ key: day }) =>
          [...found.values()]
            .filter(({ id }) => slotDays.has(`${id} ${weekdayOf(day)}`) && !busy.has(`${id} ${day}`))
            .map(({ id, name }) => ({ day, channelId: id, channel: name })),
        ),
      collisions: counted
        .filter(({ near }) => near > 1)
        .map(({ day, channelId, near }) => ({ day, channelId, channel: nameOf(channelId), count: near })),
      quotas: await findQuotas(ctx, period),
      costs: await findCosts(ctx, period),
    };
  });
}
