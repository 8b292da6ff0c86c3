import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { trashPosts } from "@/modules/publishing/commands/drafts";
import { importViewOf, loadImport } from "../queries";
import { listMade } from "../queries.made";
import type { UndoImportInput, Undone } from "../schemas";
import { imports } from "../tables";
import { requireOpen } from "./prepare";

const excerptCharacters = 120;

/**
 * Take back everything of an import that is not out yet. What is out stays, and what somebody changed since (words,
 * time, campaign or labels) unless it is asked for; both are named. @throws DomainError CONFLICT `import.not_accepted`, `import.running`, `import.undone`.
 */
export function undoImport(ctx: Ctx, input: UndoImportInput): Promise<Undone> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const known = await loadImport(ctx, input, { lock: true });
    requireOpen(known);
    if (known.state === "preview")
      throw new DomainError("CONFLICT", "import.not_accepted", "No row of this import was accepted yet");
    const { includeEdited } = input;
    const made = await listMade(ctx, known, { lock: true });
    const goes = ({ keptAs }: (typeof made)[number]) =>
      keptAs === null || (includeEdited && keptAs === "edited");
    const back = made.filter(goes);
    await trashPosts(ctx, back);
    const now = ctx.clock.now();
    const [saved] = await ctx.db
      .update(imports)
      .set({ state: "undone", undoneAt: now, updatedAt: now })
      .where(and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, known.id)))
      .returning();
    if (!saved) throw new Error("The import was not written");
    const kept = made.flatMap((post) => {
      const { id: postId, title, body, keptAs: reason } = post;
      return goes(post) || !reason
        ? []
        : [{ postId, title, excerpt: body.slice(0, excerptCharacters), reason }];
    });
    const data = { removed: back.length, kept: kept.length, includeEdited };
    await record(ctx, "import.undone", { targetId: known.id, data });
    return { import: await importViewOf(ctx, saved), removed: back.length, kept };
  });
}
