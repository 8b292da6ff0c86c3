import { and, eq } from "drizzle-orm";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { postStateOf } from "@/modules/publishing/policy";
import { attempts, deliveries, posts } from "@/modules/publishing/tables";
import type { Run } from "./scenario";

const ENDED = ["published", "failed", "needs_attention", "missed"];

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
export async function judgeRun({ ctx, ledger, planned, networkClass }: Run): Promise<Verdicts> {
  const verdicts: Verdicts = { broken: [], duplicates: 0, lost: 0, wrong: 0, ambiguous: 0, asked: 0 };
  const { rows, tries, events, postRows } = await inTransaction(ctx, async ({ db, tenantId }) => ({
    rows: await db.select().from(deliveries).where(eq(deliveries.tenantId, tenantId)),
    tries: await db.select().from(attempts).where(eq(attempts.tenantId, tenantId)),
    events: await db
      .select()
      .from(outbox)
      .where(and(eq(outbox.tenantId, tenantId), eq(outbox.name, "post.published"))),
    postRows: await db.select().from(posts).where(eq(posts.tenantId, tenantId)),
  }));
  const say = (kind: "duplicates" | "lost" | "wrong", sentence: string) => {
    verdicts[kind] += 1;
    verdicts.broken.push(sentence);
  };
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
    if (!ENDED.includes(row.state)) say("lost", `${name}: still open when all was calm`);
    if (row.state === "published" && copies.length === 0)
      say("wrong", `${name}: called published, yet the network has nothing`);
    if (["failed", "missed"].includes(row.state) && copies.length > 0)
      say("wrong", `${name}: called ${row.state}, yet it is live`);
    if (row.state === "needs_attention" && networkClass === "keyed")
      say("wrong", `${name}: asked a person about a network that dedupes`);
    if (copies.some((copy) => copy.at < plan.dueAt)) say("wrong", `${name}: went out early`);
    if (copies.some((copy) => copy.body !== plan.body)) say("wrong", `${name}: went out with another text`);
    const told = events.filter((event) => event.data.deliveryId === plan.deliveryId).length;
    if (told !== (row.state === "published" ? 1 : 0)) say("wrong", `${name}: told of ${told} publications`);
    const post = postRows.find((candidate) => candidate.id === plan.postId);
    if (post?.state !== postStateOf([row.state])) say("wrong", `${name}: its post says ${post?.state}`);
  }
  return verdicts;
}
