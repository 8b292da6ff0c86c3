import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import type { TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { record } from "@/modules/audit/commands";
import { approvalDecided } from "../events";
import { answersTo, changesOf, mayAsk, stagesToAsk } from "../policy";

import type { ApprovalStage } from "../schemas";
import { approvals } from "../tables";
import { askStages, refreshApproval, tellClients } from "./asking";
import { type ApprovalRow, loadStanding, type PostStanding } from "./standing";

/** Who answers: a member, or a client of whom we know a name. */
export interface Answerer {
  userId: Id<"user"> | null;
  name: string | null;
}

export interface Answer {
  stage: ApprovalStage;
  decision: "approved" | "changes_requested";
  /** Of what the person looked at. */
  hash: string;
  note: string;
  by: Answerer;
}

const answered = () => new DomainError("CONFLICT", "approval.answered", "This was answered in the meantime");

/** Nobody approves what they have not seen. @throws DomainError CONFLICT `approval.content_moved`, naming what changed. */
export function requireSeen({ hash, content, rows }: PostStanding, seen: string): void {
  if (seen === hash) return;
  const base = rows.find((row) => row.contentHash === seen);
  const plain = { asset: (id: string) => id, channel: (id: string) => id };
  const changed = new Set(base ? changesOf(base.content, content, plain).map(({ field }) => field) : []);
  throw new DomainError("CONFLICT", "approval.content_moved", "The post changed in the meantime", {
    details: { hash, changed: [...changed].join(", ") },
  });
}

/** The open question, or a new one: a reviewer may answer before anybody asked. @throws DomainError CONFLICT. */
async function openQuestion(
  tx: TxCtx,
  standing: PostStanding,
  { stage, by }: Answer,
): Promise<Pick<ApprovalRow, "id" | "requestedBy">> {
  const { mode, hash, rows } = standing;
  if (!mayAsk(mode, stage, hash, rows))
    throw new DomainError("CONFLICT", "approval.not_yet", "The team agrees before the client is asked");
  const pending = rows.find(
    (row) => row.stage === stage && row.state === "pending" && row.contentHash === hash,
  );
  if (pending) return pending;
  // A client answers what was asked; only the team may speak first.
  if (by.userId === null || answersTo(hash, rows)[stage] === "approved") throw answered();
  await askStages(tx, standing, [stage]);
  const [asked] = await tx.db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.tenantId, tx.tenantId),
        eq(approvals.postId, standing.post.id),
        eq(approvals.stage, stage),
        eq(approvals.state, "pending"),
      ),
    );
  if (!asked) throw answered();
  return asked;
}

/** Record an answer about a post that the caller has locked and checked; under `staged` the client is asked next. */
export async function settle(tx: TxCtx, standing: PostStanding, answer: Answer): Promise<void> {
  const { post } = standing;
  const { stage, decision, note, by } = answer;
  requireSeen(standing, answer.hash);
  const question = await openQuestion(tx, standing, answer);
  const decided = await tx.db
    .update(approvals)
    .set({
      state: decision,
      decidedBy: by.userId,
      decidedByName: by.name,
      decidedAt: tx.clock.now(),
      note: note === "" ? null : note,
    })
    .where(
      and(eq(approvals.tenantId, tx.tenantId), eq(approvals.id, question.id), eq(approvals.state, "pending")),
    )
    .returning({ id: approvals.id });
  if (decided.length === 0) throw answered();
  await record(tx, `approval.${decision}`, {
    targetId: post.id,
    data: { stage, approvalId: question.id, byClient: by.userId === null },
  });
  await emit(tx, {
    name: approvalDecided.name,
    data: {
      ...{ postId: post.id, approvalId: question.id, stage, authorId: post.authorId, decision },
      ...{ requestedBy: question.requestedBy, decidedBy: by.userId, decidedByName: by.name },
    },
  });
  await askNext(tx, post.id, decision);
  await refreshApproval(tx, post.id);
}

/** Under `staged`, the agreement of the team asks the client. */
async function askNext(tx: TxCtx, postId: Id<"post">, decision: Answer["decision"]): Promise<void> {
  if (decision !== "approved") return;
  const standing = await loadStanding(tx, postId);
  if (standing.mode !== "staged") return;
  const next = stagesToAsk(standing.mode, standing.hash, standing.rows);
  await askStages(tx, standing, next);
  if (next.includes("client")) await tellClients(tx, postId);
}
