import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { deletePost } from "@/modules/publishing/commands/drafts";
import { deliveries, posts } from "@/modules/publishing/tables";
import { importViewOf, loadImport } from "../queries";
import type { ImportIdInput, Undone } from "../schemas";
import { imports } from "../tables";
import { requireOpen } from "./prepare";

const excerptCharacters = 120;
/** A network holds something of it, or may. */
const OUT = ["sending", "unconfirmed", "needs_attention", "published"] as const;

async function postsOf(ctx: TxCtx, importId: Id<"import">) {
  const made = await ctx.db
    .select({ id: posts.id, title: posts.title, body: posts.body })
    .from(posts)
    .where(and(eq(posts.tenantId, ctx.tenantId), eq(posts.importId, importId), isNull(posts.deletedAt)))
    .orderBy(asc(posts.id))
    .for("update");
  const ids = made.map(({ id }) => id);
  const out = await ctx.db
    .selectDistinct({ postId: deliveries.postId })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        inArray(deliveries.postId, ids),
        inArray(deliveries.state, [...OUT]),
      ),
    );
  const gone = new Set(out.map(({ postId }) => postId));
  return { back: made.filter(({ id }) => !gone.has(id)), kept: made.filter(({ id }) => gone.has(id)) };
}

/**
 * Take back everything of an import that is not out yet; what is out stays, and is named.
 * @throws DomainError CONFLICT `import.not_accepted`, `import.running`, `import.undone`.
 */
export function undoImport(ctx: Ctx, input: ImportIdInput): Promise<Undone> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const known = await loadImport(ctx, input, { lock: true });
    requireOpen(known);
    if (known.state === "preview")
      throw new DomainError("CONFLICT", "import.not_accepted", "No row of this import was accepted yet");
    const { back, kept } = await postsOf(ctx, known.id);
    for (const { id } of back) await deletePost(ctx, { postId: id });
    const now = ctx.clock.now();
    const [saved] = await ctx.db
      .update(imports)
      .set({ state: "undone", undoneAt: now, updatedAt: now })
      .where(and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, known.id)))
      .returning();
    if (!saved) throw new Error("The import was not written");
    await record(ctx, "import.undone", {
      targetId: known.id,
      data: { removed: back.length, kept: kept.length },
    });
    const named = kept.map(({ id, title, body }) => ({
      ...{ postId: id, title },
      excerpt: body.slice(0, excerptCharacters),
    }));
    return { import: await importViewOf(ctx, saved), removed: back.length, kept: named };
  });
}
