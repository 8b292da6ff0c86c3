import "server-only";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { type Id, idFromUuid, idToUuid } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { findChannels } from "@/modules/channels/queries";
import { posts, variants } from "@/modules/publishing/tables";
import type { Network, Quota } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { budgetIssues, totalOf } from "./policy";
import type { Budget, BudgetInput, QuotaUse } from "./schemas";

type FindNetwork = (key: string) => Network | undefined;

/** What may still go out; held, missed and failed deliveries go out at another time, or never. */
const PLANNED = ["waiting", "scheduled", "leased", "sending", "unconfirmed", "needs_attention"];

interface Window extends Pick<BudgetInput, "at" | "postId"> {
  windowMs: number;
}

/**
 * How many deliveries the fullest window of this length around the instant holds, by `bucket` of the channels `c` in `scope`:
 * what went out then and what is planned to. The post that is being planned is left out of it.
 */
async function usedWithin(
  db: Db,
  { at, windowMs, postId }: Window,
  { scope, bucket }: { scope: SQL; bucket: SQL },
): Promise<Map<string, number>> {
  const instant = sql`${at.toISOString()}::timestamptz`;
  const span = sql`${`${windowMs - 1} milliseconds`}::interval`;
  const others = postId ? sql`and d.post_id <> ${idToUuid("post", postId)}::uuid` : sql``;
  const planned = sql`${JSON.stringify(PLANNED)}::jsonb ? d.state`;
  const goneOut = (moment: SQL, state: SQL) => sql`
    select ${bucket} as bucket, ${moment} as at
    from channels c join deliveries d on d.tenant_id = c.tenant_id and d.channel_id = c.id
    where ${scope} and ${state} ${others} and ${moment} between ${instant} - ${span} and ${instant} + ${span}`;
  const { rows } = (await db.execute(sql`
    with moments as (
      ${goneOut(sql`d.published_at`, sql`d.state = 'published'`)}
      union all ${goneOut(sql`d.publish_at`, planned)}
      union all (select distinct ${bucket}, ${instant} from channels c where ${scope})
    ), windows as (
      select bucket, at, count(*) over (
        partition by bucket order by at range between ${span} preceding and current row) as filled
      from moments
    )
    select bucket, max(filled)::int - 1 as used from windows where at >= ${instant} group by bucket`)) as unknown as {
    rows: { bucket: string; used: number }[];
  };
  return new Map(rows.map(({ bucket, used }) => [bucket, used]));
}

interface Owner {
  channelId: Id<"channel">;
  network: Network;
}

/** Each channel's own allowance is counted in its workspace; the app's is shared by all of them. */
async function countUse(ctx: Ctx, owners: readonly Owner[], { windowMs, per }: Quota, window: Window) {
  const used = new Map<Id<"channel">, number>();
  if (per === "channel") {
    const ids = sql.join(
      owners.map(({ channelId }) => sql`${idToUuid("channel", channelId)}::uuid`),
      sql`, `,
    );
    const tenant = idToUuid("workspace", ctx.tenantId);
    const scope = sql`c.tenant_id = ${tenant}::uuid and c.id in (${ids})`;
    const found = await inTransaction(ctx, ({ db }) =>
      usedWithin(db, { ...window, windowMs }, { scope, bucket: sql`c.id::text` }),
    );
    for (const [bucket, count] of found) used.set(idFromUuid("channel", bucket), count);
    return used;
  }
  for (const { channelId, network } of owners) {
    const scope = sql`c.network = ${network.key}`;
    const found = await inSystemTransaction((db) =>
      usedWithin(db, { ...window, windowMs }, { scope, bucket: sql`c.network` }),
    );
    used.set(channelId, found.get(network.key) ?? 0);
  }
  return used;
}

/** Channels whose network sets a limit, with how much of each allowance is used around the instant. @throws DomainError NOT_FOUND. */
export async function quotaUse(
  ctx: Ctx,
  { channelIds, at, postId }: BudgetInput,
  networks: FindNetwork = findNetwork,
): Promise<QuotaUse[]> {
  authorise(ctx, "channel.read");
  const found = await findChannels(ctx, [...new Set(channelIds)]);
  const owners = found.flatMap(({ id: channelId, network: key }): Owner[] => {
    const network = networks(key);
    return network?.quotas?.length ? [{ channelId, network }] : [];
  });
  const uses = new Map<Id<"channel">, QuotaUse>();
  for (const [quota, sharing] of groupedByQuota(owners)) {
    const used = await countUse(ctx, sharing, quota, { at, postId, windowMs: quota.windowMs });
    for (const { channelId } of sharing) {
      const use = uses.get(channelId) ?? { channelId, quotas: [] };
      use.quotas.push({ ...quota, used: used.get(channelId) ?? 0 });
      uses.set(channelId, use);
    }
  }
  return owners.flatMap(({ channelId }) => uses.get(channelId) ?? []);
}

/** The channels of each allowance: a network's are declared once, so all its channels are counted together. */
const groupedByQuota = (owners: readonly Owner[]): Map<Quota, Owner[]> => {
  const groups = new Map<Quota, Owner[]>();
  for (const owner of owners)
    for (const quota of owner.network.quotas ?? []) groups.set(quota, [...(groups.get(quota) ?? []), owner]);
  return groups;
};

interface Planned {
  channelId: Id<"channel">;
  body: string;
  title: string | null;
  settings: Record<string, unknown>;
  parts: number;
}

/** What a post would send to each of its channels. @throws DomainError NOT_FOUND. */
const plannedOf = (ctx: Ctx, postId: Id<"post">): Promise<Planned[]> =>
  inTransaction(ctx, async ({ db, tenantId }) => {
    const [post] = await db
      .select({ title: posts.title, body: posts.body, parts: posts.parts })
      .from(posts)
      .where(and(eq(posts.tenantId, tenantId), eq(posts.id, postId)));
    if (!post) throw notFound("post");
    const rows = await db
      .select()
      .from(variants)
      .where(and(eq(variants.tenantId, tenantId), inArray(variants.postId, [postId])));
    return rows.map(({ channelId, body, settings, parts }) => ({
      channelId,
      title: post.title,
      body: body ?? post.body,
      settings,
      parts: (parts ?? post.parts).length,
    }));
  });

/**
 * Allowances and costs of publishing at an instant, known before it is planned.
 * With a post its parts count too, and what its networks charge is summed. @throws DomainError NOT_FOUND.
 */
export async function getBudget(
  ctx: Ctx,
  input: BudgetInput,
  networks: FindNetwork = findNetwork,
): Promise<Budget> {
  authorise(ctx, "post.read");
  const planned = input.postId ? await plannedOf(ctx, input.postId) : [];
  const channels = await quotaUse(ctx, input, networks);
  const partsOf = new Map(planned.map(({ channelId, parts }) => [channelId, parts]));
  const networkOf = new Map(
    (await findChannels(ctx, input.channelIds)).map(({ id, network }) => [id, networks(network)]),
  );
  const costs = planned.flatMap(({ channelId, title, body, settings }) => {
    const cost = networkOf.get(channelId)?.cost?.({ title, body, settings, media: [] });
    return cost ? [{ channelId, ...cost }] : [];
  });
  const issues = budgetIssues(channels, (channelId) => 1 + (partsOf.get(channelId) ?? 0));
  return { channels, issues, costs, total: totalOf(costs) };
}
