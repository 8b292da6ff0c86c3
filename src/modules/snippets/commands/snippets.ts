import "server-only";
import { and, count, eq } from "drizzle-orm";
import { type Ctx, inTransaction, isUniqueViolation, type TxCtx } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { type Id, newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { reopenChanged } from "@/modules/approvals/commands/reopen";
import { record } from "@/modules/audit/commands";
import { findChannels } from "@/modules/channels/queries";
import { listAssetsByIds } from "@/modules/media/queries";
import { workspaces } from "@/modules/workspaces/tables";
import { getSnippet } from "../queries";
import {
  type CreateSnippetInput,
  isPutIn,
  type SnippetIdInput,
  type SnippetKind,
  type SnippetView,
  snippetsMax,
  type UpdateSnippetInput,
} from "../schemas";
import { snippets } from "../tables";

/** What becomes part of every post that leaves is for those who may publish. @throws DomainError FORBIDDEN. */
function authoriseKind(ctx: Ctx, kind: SnippetKind): void {
  authorise(ctx, isPutIn(kind) ? "snippet.putIn" : "snippet.write");
}

/** Run a write that the unique index on names may refuse. @throws DomainError CONFLICT `snippet.name_taken`. */
async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (!isUniqueViolation(cause, "snippets_tenant_kind_name")) throw cause;
    throw new DomainError("CONFLICT", "snippet.name_taken", "This name is taken", { field: "name", cause });
  }
}

/** What is stored of each kind; what it names must be this workspace's. */
async function rowOf(tx: TxCtx, input: CreateSnippetInput) {
  const { kind, name } = input;
  const plain = { kind, name, channelIds: [] as Id<"channel">[], extra: {} };
  if (input.kind === "template") {
    const files = input.extra.parts.flatMap((part) => part.media.map(({ assetId }) => assetId));
    await listAssetsByIds(tx, [...new Set(files)]);
    return { ...plain, body: input.body, extra: input.extra };
  }
  if (input.kind === "hashtags")
    return { ...plain, body: [...new Set(input.tags)].map((tag) => `#${tag}`).join(" ") };
  if (input.kind === "variable") return { ...plain, body: input.body };
  const channelIds = [...new Set(input.channelIds)];
  await findChannels(tx, channelIds);
  return { ...plain, body: input.body, channelIds };
}

/** A channel's texts end with one signature: the latest that was given to it. */
async function takeChannels(tx: TxCtx, snippetId: Id<"snippet">, channelIds: readonly Id<"channel">[]) {
  if (channelIds.length === 0) return;
  const others = await tx.db
    .select({ id: snippets.id, channelIds: snippets.channelIds })
    .from(snippets)
    .where(and(eq(snippets.tenantId, tx.tenantId), eq(snippets.kind, "signature")))
    .for("update");
  for (const other of others) {
    const kept = other.channelIds.filter((id) => !(channelIds as readonly string[]).includes(id));
    if (other.id === snippetId || kept.length === other.channelIds.length) continue;
    await tx.db
      .update(snippets)
      .set({ channelIds: kept })
      .where(and(eq(snippets.tenantId, tx.tenantId), eq(snippets.id, other.id)));
  }
}

/** Variables and signatures are put in when a post leaves: what was agreed to with other ones is to be agreed to again. */
async function followTexts(tx: TxCtx, kind: SnippetKind): Promise<void> {
  if (isPutIn(kind)) await reopenChanged(tx);
}

/** Keep a text to use again. @throws DomainError CONFLICT `snippet.name_taken`, LIMITED `snippet.too_many`, NOT_FOUND. */
export function createSnippet(ctx: Ctx, input: { snippet: CreateSnippetInput }): Promise<SnippetView> {
  authoriseKind(ctx, input.snippet.kind);
  return named(() =>
    inTransaction(ctx, async (tx) => {
      const { db, tenantId } = tx;
      await db
        .select({ id: workspaces.id })
        .from(workspaces)
        .where(eq(workspaces.id, tenantId))
        .for("no key update");
      const [held] = await db.select({ n: count() }).from(snippets).where(eq(snippets.tenantId, tenantId));
      if ((held?.n ?? 0) >= snippetsMax)
        throw new DomainError("LIMITED", "snippet.too_many", `A workspace keeps ${snippetsMax} of these`, {
          details: { max: snippetsMax },
        });
      const row = await rowOf(tx, input.snippet);
      const [snippetId, now] = [newId("snippet"), tx.clock.now()];
      await takeChannels(tx, snippetId, row.channelIds);
      await db.insert(snippets).values({ id: snippetId, tenantId, createdAt: now, updatedAt: now, ...row });
      await followTexts(tx, row.kind);
      await record(tx, "snippet.created", { targetId: snippetId, data: { kind: row.kind } });
      return getSnippet(tx, { snippetId });
    }),
  );
}

/** Change what was kept; its kind stays. @throws DomainError NOT_FOUND, CONFLICT `snippet.name_taken`, `snippet.other_kind`. */
export function updateSnippet(ctx: Ctx, input: UpdateSnippetInput): Promise<SnippetView> {
  const { snippetId, snippet } = input;
  authoriseKind(ctx, snippet.kind);
  return named(() =>
    inTransaction(ctx, async (tx) => {
      const { kind } = await getSnippet(tx, { snippetId });
      if (kind !== snippet.kind)
        throw new DomainError("CONFLICT", "snippet.other_kind", `This is a ${kind}, and stays one`, {
          field: "snippet.kind",
        });
      const row = await rowOf(tx, snippet);
      await takeChannels(tx, snippetId, row.channelIds);
      await tx.db
        .update(snippets)
        .set({ ...row, updatedAt: tx.clock.now() })
        .where(and(eq(snippets.tenantId, tx.tenantId), eq(snippets.id, snippetId)));
      await followTexts(tx, kind);
      await record(tx, "snippet.updated", { targetId: snippetId, data: { kind } });
      return getSnippet(tx, { snippetId });
    }),
  );
}

/** Delete what was kept; texts into which it was put by hand stay as they are. @throws DomainError NOT_FOUND. */
export function deleteSnippet(ctx: Ctx, { snippetId }: SnippetIdInput): Promise<{ deleted: true }> {
  authorise(ctx, "snippet.write");
  return inTransaction(ctx, async (tx) => {
    const gone = await tx.db
      .delete(snippets)
      .where(and(eq(snippets.tenantId, tx.tenantId), eq(snippets.id, snippetId)))
      .returning({ kind: snippets.kind });
    const [row] = gone;
    if (!row) throw notFound("snippet");
    authoriseKind(tx, row.kind);
    await followTexts(tx, row.kind);
    await record(tx, "snippet.deleted", { targetId: snippetId, data: { kind: row.kind } });
    return { deleted: true as const };
  });
}
