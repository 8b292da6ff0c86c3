import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { notFound } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { type FilledText, fillVariables, signatureFor, signedText } from "./policy";
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

/** What a workspace does to its texts before they leave. */
export interface TextRules {
  /** Put its values in the place of its variables. */
  fill(text: string): FilledText;
  /** End the text of a post as posts on that channel end. */
  sign(text: string, channelId: Id<"channel">): string;
}

/** What each of these workspaces does to its texts; inside a system transaction they may be several. */
export async function findTextRules(
  { db }: Pick<TxCtx, "db">,
  tenantIds: readonly Id<"workspace">[],
): Promise<(tenantId: Id<"workspace">) => TextRules> {
  const { tenantId, kind, name, body, channelIds } = snippets;
  const rows =
    tenantIds.length === 0
      ? []
      : await db
          .select({ tenantId, kind, name, body, channelIds })
          .from(snippets)
          .where(and(inArray(tenantId, [...new Set(tenantIds)]), inArray(kind, ["variable", "signature"])));
  const byTenant = Map.groupBy(rows, (row) => row.tenantId);
  return (tenantId) => {
    const own = byTenant.get(tenantId) ?? [];
    const variables = own.filter((row) => row.kind === "variable");
    const values = Object.fromEntries(variables.map((row) => [row.name, row.body]));
    return {
      fill: (text) => fillVariables(text, values),
      sign: (text, channelId) => signedText(text, signatureFor(channelId, own)),
    };
  };
}
