import "server-only";
import { and, count, eq } from "drizzle-orm";
import { type Ctx, inTransaction, isUniqueViolation } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import { workspaces } from "@/modules/workspaces/tables";
import { getLabel } from "../queries";
import {
  type CreateLabelInput,
  type LabelIdInput,
  type LabelView,
  labelsOfWorkspaceMax,
  type UpdateLabelInput,
} from "../schemas";
import { labels } from "../tables";

/** Run a write that the unique index on names may refuse. @throws DomainError CONFLICT `label.name_taken`. */
async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (!isUniqueViolation(cause, "labels_tenant_name")) throw cause;
    throw new DomainError("CONFLICT", "label.name_taken", "There is a label of this name", {
      field: "name",
      cause,
    });
  }
}

const mine = (ctx: Ctx, { labelId }: LabelIdInput) =>
  and(eq(labels.tenantId, ctx.tenantId), eq(labels.id, labelId));

/** Make a label. @throws DomainError CONFLICT `label.name_taken`, LIMITED `label.too_many`. */
export function createLabel(ctx: Ctx, input: CreateLabelInput): Promise<LabelView> {
  authorise(ctx, "plan.organise");
  return named(() =>
    inTransaction(ctx, async (tx) => {
      const { db, tenantId } = tx;
      await db
        .select({ id: workspaces.id })
        .from(workspaces)
        .where(eq(workspaces.id, tenantId))
        .for("no key update");
      const [held] = await db.select({ n: count() }).from(labels).where(eq(labels.tenantId, tenantId));
      if ((held?.n ?? 0) >= labelsOfWorkspaceMax)
        throw new DomainError(
          "LIMITED",
          "label.too_many",
          `A workspace holds ${labelsOfWorkspaceMax} labels`,
          {
            details: { max: labelsOfWorkspaceMax },
          },
        );
      const labelId = newId("label");
      await db.insert(labels).values({ id: labelId, tenantId, createdAt: tx.clock.now(), ...input });
      await record(tx, "label.created", { targetId: labelId });
      return getLabel(tx, { labelId });
    }),
  );
}

/** Rename or recolour a label. @throws DomainError NOT_FOUND, CONFLICT `label.name_taken`. */
export function updateLabel(ctx: Ctx, input: UpdateLabelInput): Promise<LabelView> {
  authorise(ctx, "plan.organise");
  const { labelId, ...fields } = input;
  return named(() =>
    inTransaction(ctx, async (tx) => {
      const changed = await tx.db
        .update(labels)
        .set(fields)
        .where(mine(tx, input))
        .returning({ id: labels.id });
      if (changed.length === 0) throw notFound("label");
      await record(tx, "label.updated", { targetId: labelId });
      return getLabel(tx, { labelId });
    }),
  );
}

/** Delete a label; the posts that bore it stay. @throws DomainError NOT_FOUND. */
export function deleteLabel(ctx: Ctx, input: LabelIdInput): Promise<{ deleted: true }> {
  authorise(ctx, "plan.organise");
  return inTransaction(ctx, async (tx) => {
    const gone = await tx.db.delete(labels).where(mine(tx, input)).returning({ id: labels.id });
    if (gone.length === 0) throw notFound("label");
    await record(tx, "label.deleted", { targetId: input.labelId });
    return { deleted: true as const };
  });
}
