import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idIn } from "@/db/columns";
import { toJsonb } from "@/db/json";
import { emitAll } from "@/db/outbox";
import { inSystemTransaction } from "@/db/tx";
import { type Id, idFromUuid, idToUuid } from "@/kernel/ids";
import { recordAll } from "@/modules/audit/commands";
import { noteOutcomes } from "@/modules/health/commands";
import type { HealthOutcome } from "@/modules/health/policy";
import type { Answer } from "@/networks/contract";
import { EVENT_OF_STATE } from "../events";
import type { Verdict } from "../policy";
import type { DeliveryState } from "../schemas";
import { posts } from "../tables";
import { followParts } from "./follow";
import { refreshPostStates } from "./states";

/** What became of one attempt, or of a claim that needed none. */
export interface Outcome {
  deliveryId: Id<"delivery">;
  postId: Id<"post">;
  network: string;
  fence: number;
  verdict: Verdict;
  /** Parts stand behind it. */
  followed: boolean;
  /** Null when nothing was called. */
  attempt: { id: Id<"attempt">; outcome: string; answer: Answer | null } | null;
  /** What the call told of its server. */
  health: HealthOutcome | null;
}

interface Settled {
  id: Id<"delivery">;
  tenantId: Id<"workspace">;
  postId: Id<"post">;
  channelId: Id<"channel">;
  state: DeliveryState;
  reason: string | null;
}

interface WrittenRow {
  id: string;
  tenant_id: string;
  post_id: string;
  channel_id: string;
  state: DeliveryState;
  reason: string | null;
}

const answerBytesMax = 8_000;

/** The network's words, bounded so that a page of HTML does not become a row. */
function evidenceOf(body: unknown): unknown {
  const text = JSON.stringify(body) ?? "null";
  return text.length <= answerBytesMax ? body : { truncated: text.slice(0, answerBytesMax) };
}

const rowOf = ({ deliveryId, fence, verdict, attempt }: Outcome) => ({
  id: idToUuid("delivery", deliveryId),
  fence,
  state: verdict.state,
  due_at: verdict.dueAt,
  reason: verdict.reason,
  detail: verdict.detail,
  external_id: verdict.externalId,
  url: verdict.url,
  published_at: verdict.publishedAt,
  attempt: attempt && idToUuid("attempt", attempt.id),
  outcome: attempt?.outcome,
  http_status: attempt?.answer?.httpStatus,
  answer: attempt && evidenceOf(attempt.answer?.body ?? null),
});

/**
 * Close the attempts, and write the verdicts where the fence is still ours, in one statement.
 * A late worker whose fence is gone writes no state, with one exception: a network's proof that the post exists
 * is adopted while nobody has published it otherwise, since sending it again would be the only alternative.
 */
async function writeVerdicts(db: Db, now: Date, outcomes: readonly Outcome[]): Promise<Settled[]> {
  const at = now.toISOString();
  const { rows: written } = (await db.execute(sql`
    with verdict as materialized (
      select * from jsonb_to_recordset(${toJsonb(outcomes.map(rowOf))}::jsonb) as x(
        id uuid, fence int, state text, due_at timestamptz, reason text, detail text,
        external_id text, url text, published_at timestamptz,
        attempt uuid, outcome text, http_status int, answer jsonb)
    ), closed as (
      update attempts a set
        finished_at = ${at}::timestamptz, outcome = v.outcome, reason = v.reason,
        detail = v.detail, http_status = v.http_status, answer = v.answer
      from verdict v
      where a.id = v.attempt
    )
    update deliveries d set
      state = v.state, due_at = coalesce(v.due_at, d.due_at), reason = v.reason, detail = v.detail,
      external_id = v.external_id, url = v.url, published_at = v.published_at,
      fence = d.fence + 1, updated_at = ${at}::timestamptz
    from verdict v
    where d.id = v.id and (
      (d.fence = v.fence and d.state in ('leased', 'sending', 'unconfirmed'))
      or (v.state = 'published' and d.state in ('scheduled', 'leased', 'sending', 'unconfirmed', 'needs_attention', 'held')))
    returning d.id, d.tenant_id, d.post_id, d.channel_id, d.state, d.reason`)) as unknown as {
    rows: WrittenRow[];
  };
  return written.map((row) => ({
    id: idFromUuid("delivery", row.id),
    tenantId: idFromUuid("workspace", row.tenant_id),
    postId: idFromUuid("post", row.post_id),
    channelId: idFromUuid("channel", row.channel_id),
    state: row.state,
    reason: row.reason,
  }));
}

const eventsOf = ({ id, tenantId, postId, channelId, state }: Settled) => {
  const event = (EVENT_OF_STATE as Partial<Record<DeliveryState, { name: string }>>)[state];
  return event ? [{ tenantId, name: event.name, data: { postId, deliveryId: id, channelId } }] : [];
};

/** Record a batch of outcomes in one transaction: deliveries, attempts, post states, audit and outbox. Safe to repeat. */
export async function settle(now: Date, outcomes: readonly Outcome[], traceId: string): Promise<Settled[]> {
  if (outcomes.length === 0) return [];
  return inSystemTransaction(async (db) => {
    const postIds = [...new Set(outcomes.map((outcome) => outcome.postId))];
    // Posts are locked first, in order, by everyone who changes their deliveries: no deadlock, no stale state.
    await db
      .select({ id: posts.id })
      .from(posts)
      .where(idIn(posts.id, postIds))
      .orderBy(posts.id)
      .for("update");
    const settled = await writeVerdicts(db, now, outcomes);
    await noteOutcomes(
      db,
      now,
      outcomes.flatMap(({ health }) => health ?? []),
    );
    if (settled.length === 0) return settled;
    if (outcomes.some((outcome) => outcome.followed)) await followParts(db, now, settled);
    await refreshPostStates(db, now, postIds);
    await recordAll(
      db,
      now,
      traceId,
      settled.map((row) => ({
        tenantId: row.tenantId,
        actor: { type: "system", name: "publishing.dispatch" } as const,
        action: `delivery.${row.state}`,
        targetId: row.id,
        data: row.reason ? { reason: row.reason } : {},
      })),
    );
    await emitAll(db, traceId, settled.flatMap(eventsOf));
    return settled;
  });
}
