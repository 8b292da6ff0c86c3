import "server-only";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type Ctx, inSystemTransaction, inTransaction } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import { type Id, idToUuid } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { findChannels } from "@/modules/channels/queries";
import { posts, variants } from "@/modules/publishing/tables";
import type { Network, Quota } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { budgetIssues, totalOf, usedAround } from "./policy";
import type { Budget, BudgetInput, BudgetIssue, QuotaUse } from "./schemas";

type FindNetwork = (key: string) => Network | undefined;

/** What may still go out; held, missed and failed deliveries go out at another time, or never. */
const PLANNED = ["waiting", "scheduled", "leased", "sending", "unconfirmed", "needs_attention"];

/** A stretch of time, without the post that is being planned. */
interface Stretch extends Pick<BudgetInput, "postId"> {
  from: number;
  to: number;
}

/** When the channels `c` in `scope` published and are planned to in a stretch, in ms, by `bucket`. */
async function momentsOf(
  db: Db,
  { from, to, postId }: Stretch,
  { scope, bucket }: { scope: SQL; bucket: SQL },
): Promise<Map<string, number[]>> {
  // Not as ISO 8601, which Postgres reads up to the year 9999: a window reaches beyond its instant.
  const [start, end] = [from, to].map((ms) => sql`to_timestamp(${ms}::double precision / 1000)`);
  const others = postId ? sql`and d.post_id <> ${idToUuid("post", postId)}::uuid` : sql``;
  const planned = sql`${JSON.stringify(PLANNED)}::jsonb ? d.state`;
  const goneOut = (moment: SQL, state: SQL) => sql`
    select ${bucket} as bucket, ${moment} as at
    from channels c join deliveries d on d.tenant_id = c.tenant_id and d.channel_id = c.id
    where ${scope} and ${state} ${others} and ${moment} between ${start} and ${end}`;
  const { rows } = (await db.execute(sql`
    select bucket, json_agg((extract(epoch from at) * 1000)::bigint) as moments from (
      ${goneOut(sql`d.published_at`, sql`d.state = 'published'`)}
      union all ${goneOut(sql`d.publish_at`, planned)}
    ) as moments group by bucket`)) as unknown as { rows: { bucket: string; moments: number[] }[] };
  return new Map(rows.map(({ bucket, moments }) => [bucket, moments]));
}

interface Owner {
  channelId: Id<"channel">;
  network: Network;
}

/** One allowance with who shares it, and the moments that count against each of them: a list is shared where it is. */
interface Account {
  quota: Quota;
  moments: ReadonlyMap<Id<"channel">, number[]>;
}

/** Each channel's own allowance is counted in its workspace; the app's is shared by all of them. */
async function openAccount(
  ctx: Ctx,
  quota: Quota,
  owners: readonly Owner[],
  { from, to, postId }: Stretch,
): Promise<Account> {
  const stretch = { from: from - quota.windowMs, to: to + quota.windowMs, postId };
  const moments = new Map<Id<"channel">, number[]>();
  if (quota.per === "channel") {
    const ids = sql.join(
      owners.map(({ channelId }) => sql`${idToUuid("channel", channelId)}::uuid`),
      sql`, `,
    );
    const tenant = idToUuid("workspace", ctx.tenantId);
    const scope = sql`c.tenant_id = ${tenant}::uuid and c.id in (${ids})`;
    const found = await inTransaction(ctx, ({ db }) =>
      momentsOf(db, stretch, { scope, bucket: sql`c.id::text` }),
    );
    for (const { channelId } of owners)
      moments.set(channelId, found.get(idToUuid("channel", channelId)) ?? []);
    return { quota, moments };
  }
  const shared = new Map<string, number[]>();
  for (const { channelId, network } of owners) {
    const scope = sql`c.network = ${network.key}`;
    const known =
      shared.get(network.key) ??
      (await inSystemTransaction((db) => momentsOf(db, stretch, { scope, bucket: sql`c.network` }))).get(
        network.key,
      ) ??
      [];
    shared.set(network.key, known);
    moments.set(channelId, known);
  }
  return { quota, moments };
}

/** The allowances of channels whose network sets any, with what counts against them in a stretch. @throws DomainError NOT_FOUND. */
async function openAccounts(
  ctx: Ctx,
  channelIds: readonly Id<"channel">[],
  stretch: Stretch,
  networks: FindNetwork,
): Promise<Account[]> {
  const found = await findChannels(ctx, [...new Set(channelIds)]);
  const owners = found.flatMap(({ id: channelId, network: key }): Owner[] => {
    const network = networks(key);
    return network?.quotas?.length ? [{ channelId, network }] : [];
  });
  const accounts: Account[] = [];
  for (const [quota, sharing] of groupedByQuota(owners))
    accounts.push(await openAccount(ctx, quota, sharing, stretch));
  return accounts;
}

/** How much of each allowance is used around an instant. */
function usesAt(accounts: readonly Account[], at: number): QuotaUse[] {
  const uses = new Map<Id<"channel">, QuotaUse>();
  for (const { quota, moments } of accounts)
    for (const [channelId, list] of moments) {
      const use = uses.get(channelId) ?? { channelId, quotas: [] };
      use.quotas.push({ ...quota, used: usedAround(list, at, quota.windowMs) });
      uses.set(channelId, use);
    }
  return [...uses.values()];
}

/** Channels whose network sets a limit, with how much of each allowance is used around the instant. @throws DomainError NOT_FOUND. */
export async function quotaUse(
  ctx: Ctx,
  { channelIds, at, postId }: BudgetInput,
  networks: FindNetwork = findNetwork,
): Promise<QuotaUse[]> {
  authorise(ctx, "channel.read");
  const now = at.getTime();
  return usesAt(await openAccounts(ctx, channelIds, { from: now, to: now, postId }, networks), now);
}

/** One post's way to one channel: when it goes out there, and when each part that follows it does; in ms. */
export interface Journey {
  channelId: Id<"channel">;
  instants: readonly number[];
}

/**
 * For posts in turn: what of the allowances each would exceed, those before it counted; null where all is well. One that
 * exceeds any is counted as not going out. `postId`: the post that is planned anew. @throws DomainError NOT_FOUND.
 */
export async function weighPlans(
  ctx: Ctx,
  plans: readonly (readonly Journey[])[],
  { postId, networks = findNetwork }: { postId?: Id<"post">; networks?: FindNetwork } = {},
): Promise<(BudgetIssue | null)[]> {
  const journeys = plans.flat();
  const instants = journeys.flatMap((journey) => journey.instants);
  if (instants.length === 0) return plans.map(() => null);
  const stretch = instants.reduce(
    ({ from, to }, at) => ({ from: Math.min(from, at), to: Math.max(to, at), postId }),
    { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY, postId },
  );
  const channelIds = journeys.map(({ channelId }) => channelId);
  const accounts = await openAccounts(ctx, channelIds, stretch, networks);
  return plans.map((plan) => {
    const issues = plan.flatMap(({ channelId, instants: [at = 0, ...parts] }) => {
      const uses = usesAt(accounts, at).filter((use) => use.channelId === channelId);
      return budgetIssues(uses, () => 1 + parts.length).filter(({ severity }) => severity === "error");
    });
    if (issues[0]) return issues[0];
    for (const { channelId, instants } of plan)
      for (const { moments } of accounts) moments.get(channelId)?.push(...instants);
    return null;
  });
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
