import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { isTimeZone } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { guessMapping } from "../policy.columns";
import { decodeText, readSheet } from "../policy.read";
import { type ImportRecord, importViewOf, loadImport, previewRow, requireChannels } from "../queries";
import type {
  ConfigureImportInput,
  CreateImportInput,
  ImportIdInput,
  ImportOptions,
  ImportRow,
  ImportView,
  Mapping,
  SetCellInput,
} from "../schemas";
import { importBytesMax } from "../schemas";
import { imports } from "../tables";

const invalid = (reason: string, message: string, field: string): DomainError =>
  new DomainError("INVALID", `import.${reason}`, message, { field });

function textOf({ content, base64 }: CreateImportInput): string {
  if ((content === undefined) === (base64 === undefined))
    throw invalid("no_content", "Give the file once, as content or as base64", "content");
  if (base64 !== undefined) return decodeText(Buffer.from(base64, "base64"));
  const text = content ?? "";
  if (Buffer.byteLength(text) > importBytesMax)
    throw new DomainError("INVALID", "import.too_large", "The file is too large", {
      field: "file",
      details: { maxMb: importBytesMax / 1_000_000 },
    });
  return text;
}

async function requireOptions(ctx: TxCtx, { channelIds = [], timeZone }: ImportOptions): Promise<void> {
  await requireChannels(ctx, channelIds);
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw new DomainError("INVALID", "time.unknown_zone", "Unknown time zone", { field: "options.timeZone" });
}

/**
 * Read a file and keep its rows for a preview; nothing is planned yet.
 * @throws DomainError INVALID `import.*` when the file cannot be read, NOT_FOUND for channels of others.
 */
export function createImport(ctx: Ctx, input: CreateImportInput): Promise<ImportView> {
  authorise(ctx, "post.write");
  const { fileName, format, options } = input;
  const sheet = readSheet(textOf(input), { fileName, format });
  return inTransaction(ctx, async (ctx) => {
    await requireOptions(ctx, options);
    const [id, now] = [newId("import"), ctx.clock.now()];
    await ctx.db.insert(imports).values({
      ...{ id, tenantId: ctx.tenantId, fileName, options, ...sheet },
      authorId: ctx.actor.type === "user" ? ctx.actor.userId : null,
      state: "preview",
      mapping: guessMapping(sheet.headers, sheet.rows),
      rowCount: sheet.rows.length,
      createdAt: now,
      updatedAt: now,
    });
    await record(ctx, "import.read", { targetId: id, data: { rows: sheet.rows.length } });
    return importViewOf(ctx, await loadImport(ctx, { importId: id }));
  });
}

/** Refuse a change of an import that is being worked on, or is over. @throws DomainError CONFLICT. */
export function requireOpen({ state }: Pick<ImportRecord, "state">): void {
  if (state === "running")
    throw new DomainError("CONFLICT", "import.running", "Files of this import are still being fetched");
  if (state === "undone") throw new DomainError("CONFLICT", "import.undone", "This import was undone");
}

const mine = (ctx: TxCtx, { importId }: ImportIdInput) =>
  and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, importId));

function requireHeaders(mapping: Mapping, headers: readonly string[]): void {
  for (const [field, header] of Object.entries(mapping))
    if (!headers.includes(header))
      throw invalid("no_column", `There is no column ${header}`, `mapping.${field}`);
}

/** Say which column holds what, and how its values are read. @throws DomainError CONFLICT, INVALID `import.no_column`. */
export function configureImport(ctx: Ctx, input: ConfigureImportInput): Promise<ImportView> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const known = await loadImport(ctx, input, { lock: true });
    requireOpen(known);
    const { mapping = known.mapping as Mapping, options = known.options } = input;
    requireHeaders(mapping, known.headers);
    await requireOptions(ctx, options);
    await ctx.db
      .update(imports)
      .set({ mapping, options, updatedAt: ctx.clock.now() })
      .where(mine(ctx, input));
    await record(ctx, "import.configured", { targetId: input.importId });
    return importViewOf(ctx, await loadImport(ctx, input));
  });
}

/** Correct one cell; a field without a column gets one. @throws DomainError CONFLICT `import.row_accepted`. */
export function setImportCell(ctx: Ctx, input: SetCellInput): Promise<ImportRow> {
  authorise(ctx, "post.write");
  const { row, field, value } = input;
  return inTransaction(ctx, async (ctx) => {
    const { mapping, headers, rowCount, outcomes, ...known } = await loadImport(ctx, input, { lock: true });
    requireOpen(known);
    if (row > rowCount) throw invalid("no_row", "There is no such row", "row");
    if (outcomes[String(row)])
      throw new DomainError("CONFLICT", "import.row_accepted", "This row was accepted: change its post");
    const header = mapping[field] ?? `+${field}`;
    const text = value.replace(/\r\n?/g, "\n");
    const path = sql`array[${String(row - 1)}, ${header}]::text[]`;
    await ctx.db
      .update(imports)
      .set({
        rows: sql`jsonb_set(${imports.rows}, ${path}, to_jsonb(${text}::text))`,
        mapping: { ...mapping, [field]: header },
        headers: headers.includes(header) ? headers : [...headers, header],
        updatedAt: ctx.clock.now(),
      })
      .where(mine(ctx, input));
    await record(ctx, "import.cell_changed", { targetId: input.importId, data: { row, field } });
    return previewRow(ctx, input, row);
  });
}

/** Forget a file of which nothing was accepted. @throws DomainError NOT_FOUND, CONFLICT `import.accepted`. */
export function discardImport(ctx: Ctx, input: ImportIdInput): Promise<{ discarded: true }> {
  authorise(ctx, "post.write");
  return inTransaction(ctx, async (ctx) => {
    const { state } = await loadImport(ctx, input, { lock: true });
    if (state !== "preview")
      throw new DomainError(
        "CONFLICT",
        "import.accepted",
        "Rows of this import were accepted: undo it instead",
      );
    await ctx.db.delete(imports).where(mine(ctx, input));
    await record(ctx, "import.discarded", { targetId: input.importId });
    return { discarded: true as const };
  });
}
