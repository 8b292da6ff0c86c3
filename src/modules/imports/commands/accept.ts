import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise, can } from "@/kernel/permissions";
import { minuteMs } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { importFinished, importMediaRequested } from "../events";
import type { KeptOutcome, ReadRow } from "../types";
import { type ImportRecord, importViewOf, loadImport, readRows, weighRows } from "../queries";
import { type Accepted, type AcceptImportInput, isTroubled } from "../schemas";
import { imports } from "../tables";
import { requireOpen } from "./prepare";
import { type ReadyRow, writeRows } from "./write";

/** A run that has said nothing for this long has died: asking again starts another. */
const silentMs = 10 * minuteMs;

const isRemote = ({ files }: ReadRow): boolean => files.some((file) => "url" in file);

/** A row all of whose files are in the library. */
const readyOf = (read: ReadRow): ReadyRow => ({
  read,
  files: read.files.flatMap((file) => ("asset" in file ? [file] : [])),
  failures: [],
});

const pendingOf = (ctx: Ctx): KeptOutcome => ({
  state: "pending",
  postId: null,
  // The files are fetched by a job, which may do more than who asked: what that person may not do stays written here.
  problems: can(ctx, "post.publish")
    ? []
    : [{ severity: "warning", code: "not_publisher", field: null, details: {} }],
});

/** Store what became of rows, and say whether files are still on their way. */
export async function saveOutcomes(
  ctx: TxCtx,
  known: ImportRecord,
  fresh: Record<string, KeptOutcome>,
): Promise<ImportRecord> {
  const outcomes = { ...known.outcomes, ...fresh };
  const all = Object.values(outcomes);
  const state = all.some((outcome) => outcome.state === "pending") ? "running" : "done";
  const [saved] = await ctx.db
    .update(imports)
    .set({
      outcomes,
      acceptedCount: all.filter(({ postId }) => postId !== null).length,
      state: all.length === 0 ? known.state : state,
      updatedAt: ctx.clock.now(),
    })
    .where(and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, known.id)))
    .returning();
  if (!saved) throw new Error("The import was not written");
  // One that is done while its person looks on needs no telling.
  if (known.state === "running" && saved.state === "done")
    await emit(ctx, { name: importFinished.name, data: { importId: known.id } });
  return saved;
}

/** A run that died is woken; one that is under way is left alone. */
async function resume(ctx: TxCtx, known: ImportRecord): Promise<void> {
  if (ctx.clock.now().getTime() - known.updatedAt.getTime() < silentMs) requireOpen(known);
  await emit(ctx, { name: importMediaRequested.name, data: { importId: known.id } });
}

async function choose(ctx: TxCtx, known: ImportRecord, { rows: wanted, troubled }: AcceptImportInput) {
  const asked = wanted && new Set(wanted);
  const chosen = (await readRows(ctx, known)).filter(({ row }) => !asked || asked.has(row));
  const fresh = await weighRows(
    ctx,
    chosen.filter(({ row }) => !known.outcomes[String(row)]),
  );
  const taken = troubled === "draft" ? fresh : fresh.filter((read) => !isTroubled(read));
  return { taken, left: fresh.length - taken.length, repeated: chosen.length - fresh.length };
}

/**
 * Make posts of the chosen rows, all or none of them. Rows that ask for files of other servers follow once those are
 * fetched. A row is accepted once: a repeat finds what the first call made.
 * @throws DomainError CONFLICT `import.running`, `import.undone`; INVALID `import.nothing_chosen`.
 */
export function acceptImport(ctx: Ctx, input: AcceptImportInput): Promise<Accepted> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const known = await loadImport(ctx, input, { lock: true });
    if (known.state === "running") await resume(ctx, known);
    else requireOpen(known);
    const { taken, left, repeated } = await choose(ctx, known, input);
    if (taken.length === 0 && repeated === 0)
      throw new DomainError("INVALID", "import.nothing_chosen", "No row can be accepted", {
        field: "rows",
        details: { left },
      });
    const made = await writeRows(ctx, taken.filter((read) => !isRemote(read)).map(readyOf), {
      importId: known.id,
    });
    const waiting = taken.filter(isRemote).map(({ row }) => [String(row), pendingOf(ctx)] as const);
    const saved = await saveOutcomes(ctx, known, { ...made, ...Object.fromEntries(waiting) });
    if (waiting.length > 0)
      await emit(ctx, { name: importMediaRequested.name, data: { importId: known.id } });
    const states = Object.values(made).map(({ state }) => state);
    const counts = {
      made: states.filter((state) => state === "made").length,
      drafts: states.filter((state) => state === "draft").length,
      pending: waiting.length,
    };
    if (taken.length > 0) await record(ctx, "import.accepted", { targetId: known.id, data: counts });
    return { import: await importViewOf(ctx, saved), ...counts, left, repeated };
  });
}
