import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { type FilledText, fillVariables } from "./policy";
import { type ListSnippetsInput, type SnippetIdInput, type SnippetView, templateExtra } from "./schemas";
import { snippets } from "./tables";

const viewOf = ({ id, kind, name, body, channelIds, extra, updatedAt }: typeof snippets.$inferSelect) => ({
  ...{ id, kind, name, body, updatedAt },
  channelIds: channelIds as Id<"channel">[],
  // What an older release wrote must not make the list unreadable.
  extra: templateExtra.safeParse(extra).data ?? templateExtra.parse({}),
});

/** What the workspace keeps to use again, by name; of one kind or of all. */
export function listSnippets(ctx: Ctx, { kind }: ListSnippetsInput): Promise<{ items: SnippetView[] }> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const rows = await db
      .select()
      .from(snippets)
      .where(and(eq(snippets.tenantId, tenantId), kind ? eq(snippets.kind, kind) : undefined))
      .orderBy(asc(snippets.kind), asc(sql`lower(${snippets.name})`));
    return { items: rows.map(viewOf) };
  });
}

/** One of them. @throws DomainError NOT_FOUND. */
export function getSnippet(ctx: Ctx, { snippetId }: SnippetIdInput): Promise<SnippetView> {
  authorise(ctx, "post.read");
  return inTransaction(ctx, async ({ db, tenantId }) => {
    const [row] = await db
      .select()
      .from(snippets)
      .where(and(eq(snippets.tenantId, tenantId), eq(snippets.id, snippetId)));
    if (!row) throw notFound("snippet");
    return viewOf(row);
  });
}

/** Puts a workspace's values in the place of its variables. */
export type TextFiller = (text: string) => FilledText;

/** How each of these workspaces fills its variables; inside a system transaction they may be several. */
export async function findTextFillers(
  { db }: Pick<TxCtx, "db">,
  tenantIds: readonly Id<"workspace">[],
): Promise<(tenantId: Id<"workspace">) => TextFiller> {
  const rows =
    tenantIds.length === 0
      ? []
      : await db
          .select({ tenantId: snippets.tenantId, name: snippets.name, body: snippets.body })
          .from(snippets)
          .where(and(inArray(snippets.tenantId, [...new Set(tenantIds)]), eq(snippets.kind, "variable")));
  const byTenant = Map.groupBy(rows, ({ tenantId }) => tenantId);
  return (tenantId) => {
    const own = byTenant.get(tenantId) ?? [];
    const values = Object.fromEntries(own.map(({ name, body }) => [name, body]));
    return (text) => fillVariables(text, values);
  };
}

/** How this workspace fills its variables. */
export const findTextFiller = async (ctx: TxCtx): Promise<TextFiller> =>
  (await findTextFillers(ctx, [ctx.tenantId]))(ctx.tenantId);
