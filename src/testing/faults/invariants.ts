import { and, eq } from "drizzle-orm";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { postStateOf } from "@/modules/publishing/policy";
import { auditLog } from "@/modules/audit/tables";
import type { DeliveryState } from "@/modules/publishing/schemas";
import { attempts, deliveries, posts } from "@/modules/publishing/tables";
import type { Run } from "./scenario";

/** Nothing moves any more by itself, and a person knows why: a part behind what failed is held until that is cleared up. */
const ENDED = ["published", "failed", "needs_attention", "missed"];
const isEnded = (
  { state, reason }: { state: DeliveryState; reason: string | null },
  behindOpen: boolean,
): boolean =>
  ENDED.includes(state) ||
  (state === "held" && reason === "upstream_failed") ||
  (state === "waiting" && behindOpen);

export interface Verdicts {
  /** Sentences, each naming what went wrong; empty when all holds. */
  broken: string[];
  duplicates: number;
  lost: number;
  wrong: number;
  /** Deliveries whose outcome was unclear at least once, and how many of those a person must settle. */
  ambiguous: number;
  asked: number;
}

/** Compare what the network holds with what our rows say. */
export async function judgeRun({ ctx, ledger, planned, networkClass, jumps }: Run): Promise<Verdicts> {
  const verdicts: Verdicts = { broken: [], duplicates: 0, lost: 0, wrong: 0, ambiguous: 0, asked: 0 };
  const { rows, tries, events, postRows, records } = await inTransaction(ctx, async ({ db, tenantId }) => ({
    rows: await db.select().from(deliveries).where(eq(deliveries.tenantId, tenantId)),
    tries: await db.select().from(attempts).where(eq(attempts.tenantId, tenantId)),
    events: await db
      .select()
      .from(outbox)
      .where(and(eq(outbox.tenantId, tenantId), eq(outbox.name, "post.published"))),
    postRows: await db.select().from(posts).where(eq(posts.tenantId, tenantId)),
    records: await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.tenantId, tenantId), eq(auditLog.action, "delivery.published"))),
  }));
  const say = (kind: "duplicates" | "lost" | "wrong", sentence: string) => {
    verdicts[kind] += 1;
    verdicts.broken.push(sentence);
  };
  for (const offence of ledger.offences) say("wrong", offence);
  for (const plan of planned) {
    const row = rows.find((candidate) => candidate.id === plan.deliveryId);
    const copies = ledger.entries.filter((entry) => entry.deliveryId === plan.deliveryId);
    const name = `${plan.deliveryId} (${row?.state ?? "cancelled"}, ${copies.length} copies)`;
    const unclear = tries.some(
      (attempt) => attempt.deliveryId === plan.deliveryId && (attempt.outcome ?? "unknown") === "unknown",
    );
    if (unclear) verdicts.ambiguous += 1;
    if (row?.state === "needs_attention") verdicts.asked += 1;
    if (copies.length > 1) say("duplicates", `${name}: published more than once`);
    if (plan.cancelled && copies.length > 0)
      say("wrong", `${name}: went out although it was cancelled in time`);
    if (!row) {
      if (!plan.cancelled) say("lost", `${name}: its row is gone`);
      continue;
    }
    const before = rows.find((candidate) => candidate.id === plan.before);
    if (!isEnded(row, before?.state === "needs_attention" || before?.state === "waiting"))
      say("lost", `${name}: still open when all was calm`);
    const above = ledger.entries.find((entry) => entry.deliveryId === plan.before);
    if (
      plan.before &&
      copies.some((copy) => !above || copy.parentId !== above.externalId || copy.at < above.at)
    )
      say("wrong", `${name}: stands in the wrong place of its thread`);
    if (row.state === "published" && copies.length === 0)
      say("wrong", `${name}: called published, yet the network has nothing`);
    if (["failed", "missed"].includes(row.state) && copies.length > 0)
      say("wrong", `${name}: called ${row.state}, yet it is live`);
    // A clock that leaps by a day takes every key out of its window: then asking is right.
    if (row.state === "needs_attention" && networkClass === "keyed" && jumps === 0)
      say("wrong", `${name}: asked a person about a network that dedupes`);
    if (copies.some((copy) => copy.at < plan.dueAt)) say("wrong", `${name}: went out early`);
    if (copies.some((copy) => copy.body !== plan.body)) say("wrong", `${name}: went out with another text`);
    const told = events.filter((event) => event.data.deliveryId === plan.deliveryId).length;
    if (told !== (row.state === "published" ? 1 : 0)) say("wrong", `${name}: told of ${told} publications`);
    const written = records.filter((record) => record.targetId === plan.deliveryId).length;
    if (written !== told) say("wrong", `${name}: recorded ${written} times in the audit log`);
    const post = postRows.find((candidate) => candidate.id === plan.postId);
    const states = rows
      .filter((candidate) => candidate.postId === plan.postId)
      .map(({ part, reason, state }) => (part > 0 && reason === "upstream_failed" ? "failed" : state));
    if (post?.state !== postStateOf(states)) say("wrong", `${name}: its post says ${post?.state}`);
  }
  return verdicts;
}
