import { and, eq, like } from "drizzle-orm";
import { outbox } from "@/db/outbox";
import { inTransaction } from "@/db/tx";
import { auditLog } from "@/modules/audit/tables";
import { postStateOf } from "@/modules/publishing/policy";
import type { DeliveryState } from "@/modules/publishing/schemas";
import { attempts, deliveries, posts } from "@/modules/publishing/tables";
import { callMs, retryAfterMs } from "./ledger-network";
import type { Planned } from "./plan";
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

async function readStory({ ctx }: Run) {
  return inTransaction(ctx, async ({ db, tenantId }) => ({
    rows: await db.select().from(deliveries).where(eq(deliveries.tenantId, tenantId)),
    tries: await db.select().from(attempts).where(eq(attempts.tenantId, tenantId)),
    events: await db
      .select()
      .from(outbox)
      .where(and(eq(outbox.tenantId, tenantId), eq(outbox.name, "post.published"))),
    postRows: await db.select().from(posts).where(eq(posts.tenantId, tenantId)),
    broken: await db
      .select({ id: auditLog.id })
      .from(auditLog)
      .where(and(eq(auditLog.tenantId, tenantId), eq(auditLog.action, "channel.broken"))),
    records: await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.tenantId, tenantId), like(auditLog.action, "delivery.%"))),
  }));
}

type Story = Awaited<ReturnType<typeof readStory>>;
type Row = Story["rows"][number];
type Kind = "duplicates" | "lost" | "wrong";
type Found = [kind: Kind, sentence: string];

/** What the network holds of a delivery against what its row says. */
function compareWithNetwork(run: Run, plan: Planned, row: Row, before: Row | undefined): Found[] {
  const { ledger, networkClass, jumps } = run;
  const copies = ledger.entries.filter((entry) => entry.deliveryId === plan.deliveryId);
  const above = ledger.entries.find((entry) => entry.deliveryId === plan.before);
  // A clock that leaps back makes what comes later look earlier.
  const steady = jumps === 0;
  const misplaced = (copy: (typeof copies)[number]) =>
    !above || copy.parentId !== above.externalId || (steady && copy.at < above.at);
  const behindOpen = before?.state === "needs_attention" || before?.state === "waiting";
  const found: [boolean, Kind, string][] = [
    [!isEnded(row, behindOpen), "lost", "still open when all was calm"],
    [plan.before !== null && copies.some(misplaced), "wrong", "stands in the wrong place of its thread"],
    [
      row.state === "published" && copies.length === 0,
      "wrong",
      "called published, yet the network has nothing",
    ],
    [
      ["failed", "missed"].includes(row.state) && copies.length > 0,
      "wrong",
      `called ${row.state}, yet it is live`,
    ],
    // A clock that leaps by a day takes every key out of its window: then asking is right.
    [
      row.state === "needs_attention" && networkClass === "keyed" && jumps === 0,
      "wrong",
      "asked a person about a network that dedupes",
    ],
    // A worker that slept through a leap back rightly sends what was due before it fell asleep.
    [copies.some(({ latest }) => latest < plan.dueAt), "wrong", "went out early"],
    [copies.some((copy) => copy.body !== plan.body), "wrong", "went out with another text"],
    [copies.some(({ files }) => files.join() !== (plan.file ?? "")), "wrong", "went out with other files"],
  ];
  return found.flatMap(([holds, kind, sentence]) => (holds ? [[kind, sentence] satisfies Found] : []));
}

/** What a delivery's row says against what was told of it: one event, one audit row, and its post's state. */
function compareWithWords({ rows, events, records, postRows }: Story, plan: Planned, row: Row): Found[] {
  const told = events.filter((event) => event.data.deliveryId === plan.deliveryId).length;
  const written = records.filter(
    ({ action, targetId }) => action === "delivery.published" && targetId === plan.deliveryId,
  ).length;
  const post = postRows.find((candidate) => candidate.id === plan.postId);
  const states = rows
    .filter((candidate) => candidate.postId === plan.postId)
    .map(({ part, reason, state }) => (part > 0 && reason === "upstream_failed" ? "failed" : state));
  const found: [boolean, string][] = [
    [told !== (row.state === "published" ? 1 : 0), `told of ${told} publications`],
    [written !== told, `recorded ${written} times in the audit log`],
    [post?.state !== postStateOf(states), `its post says ${post?.state}`],
  ];
  return found.flatMap(([holds, sentence]) => (holds ? [["wrong", sentence] satisfies Found] : []));
}

/** A pause that a network asked for is kept, unless its worker was so late to tell of it that another had begun. */
function comparePauses({ tries, records }: Story, { jumps }: Run, plan: Planned): Found[] {
  const calls = tries
    .filter(({ deliveryId, kind }) => deliveryId === plan.deliveryId && kind === "publish")
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  // A verdict that could not be written any more closes its attempt, and is on no record.
  const written = new Set(
    records.flatMap(({ targetId, createdAt }) => (targetId === plan.deliveryId ? createdAt.getTime() : [])),
  );
  const hasty = calls.some(({ detail, startedAt, finishedAt }, index) => {
    const next = calls[index + 1]?.startedAt.getTime();
    if (!next || !finishedAt || !written.has(finishedAt.getTime())) return false;
    return detail === "rate_limited_with_time" && next < startedAt.getTime() + callMs + retryAfterMs;
  });
  return hasty && jumps === 0 ? [["wrong", "called again before it was asked to"]] : [];
}

function judgeOne(run: Run, story: Story, plan: Planned): Found[] {
  const row = story.rows.find(({ id }) => id === plan.deliveryId);
  const before = story.rows.find(({ id }) => id === plan.before);
  const copies = run.ledger.entries.filter((entry) => entry.deliveryId === plan.deliveryId).length;
  const found: Found[] = [];
  if (copies > 1) found.push(["duplicates", "published more than once"]);
  if (plan.cancelled && copies > 0) found.push(["wrong", "went out although it was cancelled in time"]);
  if (row) found.push(...compareWithNetwork(run, plan, row, before), ...compareWithWords(story, plan, row));
  else if (!plan.cancelled) found.push(["lost", "its row is gone"]);
  found.push(...comparePauses(story, run, plan));
  const name = `${plan.deliveryId} (${row?.state ?? "cancelled"}, ${copies} copies)`;
  return found.map(([kind, sentence]) => [kind, `${name}: ${sentence}`]);
}

/**
 * Credentials: a channel stops working for us only when its network refused to renew them, and where nothing came
 * between, no refresh token is spent twice.
 */
function judgeCredentials({ broken }: Story, run: Run): Found[] {
  const { refused } = run.ledger.grants;
  const quiet =
    run.kills + run.freezes + run.jumps + run.databaseFaults + run.crowded + run.lostRenewals === 0;
  const found: [boolean, string][] = [
    [broken.length > refused, "a channel was called broken that its network did not refuse"],
    [quiet && refused > 0, "spent credentials were sent again although nothing came between"],
  ];
  return found.flatMap(([holds, sentence]) => (holds ? [["wrong", sentence] satisfies Found] : []));
}

/** Compare what the network holds with what our rows say. */
export async function judgeRun(run: Run): Promise<Verdicts> {
  const story = await readStory(run);
  const found = [
    ...run.planned.flatMap((plan) => judgeOne(run, story, plan)),
    ...judgeCredentials(story, run),
  ];
  const count = (kind: Kind) => found.filter(([each]) => each === kind).length;
  const ours = run.planned.map(({ deliveryId }) => deliveryId);
  const unclear = story.tries.flatMap(({ deliveryId, outcome }) =>
    (outcome ?? "unknown") === "unknown" ? deliveryId : [],
  );
  return {
    broken: found.map(([, sentence]) => sentence),
    duplicates: count("duplicates"),
    lost: count("lost"),
    wrong: count("wrong"),
    ambiguous: ours.filter((id) => unclear.includes(id)).length,
    asked: story.rows.filter(({ id, state }) => state === "needs_attention" && ours.includes(id)).length,
  };
}
