import "server-only";
import { inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
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

/**
 * Write the verdicts where the fence is still ours.
 * A late worker whose fence is gone writes no state, with one exception: a network's proof that the post exists
 * is adopted while nobody has published it otherwise, since sending it again would be the only alternative.
 */
async function writeVerdicts(db: Db, now: Date, outcomes: readonly Outcome[]): Promise<Settled[]> {
  const rows = outcomes.map(({ deliveryId, fence, verdict }) => ({
    id: idToUuid("delivery", deliveryId),
    fence,
    state: verdict.state,
    due_at: verdict.dueAt ?? null,
    reason: verdict.reason ?? null,
    detail: verdict.detail ?? null,
    external_id: verdict.externalId ?? null,
    url: verdict.url ?? null,
    published_at: verdict.publishedAt ?? null,
  }));
  const { rows: written } = (await db.execute(sql`
    with verdict as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
        id uuid, fence int, state text, due_at timestamptz, reason text, detail text,
        external_id text, url text, published_at timestamptz)
    )
    update deliveries d set
      state = v.state, due_at = coalesce(v.due_at, d.due_at), reason = v.reason, detail = v.detail,
      external_id = v.external_id, url = v.url, published_at = v.published_at,
      fence = d.fence + 1, updated_at = ${now.toISOString()}::timestamptz
    from verdict v
    where d.id = v.id and (
      (d.fence = v.fence and d.state in ('leased', 'sending', 'unconfirmed'))
      or (v.state = 'published' and d.state in ('scheduled', 'leased', 'unconfirmed', 'needs_attention', 'held')))
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

async function closeAttempts(db: Db, now: Date, outcomes: readonly Outcome[]): Promise<void> {
  const rows = outcomes.flatMap(({ attempt, verdict }) =>
    attempt
      ? {
          id: idToUuid("attempt", attempt.id),
          outcome: attempt.outcome,
          reason: verdict.reason ?? null,
          detail: verdict.detail ?? null,
          http_status: attempt.answer?.httpStatus ?? null,
          answer: evidenceOf(attempt.answer?.body ?? null),
        }
      : [],
  );
  if (rows.length === 0) return;
  await db.execute(sql`
    update attempts a set
      finished_at = ${now.toISOString()}::timestamptz, outcome = x.outcome, reason = x.reason,
      detail = x.detail, http_status = x.http_status, answer = x.answer
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(id uuid, outcome text, reason text, detail text, http_status int, answer jsonb)
    where a.id = x.id`);
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
      .where(inArray(posts.id, postIds))
      .orderBy(posts.id)
      .for("update");
    const settled = await writeVerdicts(db, now, outcomes);
    await noteOutcomes(
      db,
      now,
      outcomes.flatMap(({ health }) => health ?? []),
    );
    await closeAttempts(db, now, outcomes);
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
