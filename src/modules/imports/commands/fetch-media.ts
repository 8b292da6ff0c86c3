import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { importAssetFromUrl } from "@/modules/media/commands/upload";
import type { HttpClient } from "@/platform/http";
import type { ReadRow } from "../types";
import { loadImport, readRows } from "../queries";
import type { ImportIdInput, RowProblem } from "../schemas";
import { saveOutcomes } from "./accept";
import { type ReadyRow, writeRows } from "./write";

/** Rows a step: a step that dies is run again, and fetches no more than these again. */
const rowsPerStep = 10;

type Fetched = { assetId: Id<"asset"> } | { problem: RowProblem };

async function fetchOne(ctx: Ctx, url: string, http: HttpClient | undefined): Promise<Fetched> {
  try {
    const { id } = await importAssetFromUrl(ctx, { url, altText: "" }, http);
    return { assetId: id };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const details = { url: url.slice(0, 200), reason: error.reason };
    return { problem: { severity: "error", code: "media_failed", field: "media", details } };
  }
}

/** Each address once, whatever the number of rows that name it. */
async function fetchAll(
  ctx: Ctx,
  rows: readonly ReadRow[],
  http?: HttpClient,
): Promise<Map<string, Fetched>> {
  const urls = [
    ...new Set(rows.flatMap(({ files }) => files.flatMap((file) => ("url" in file ? file.url : [])))),
  ];
  const fetched = await Promise.all(urls.map((url) => fetchOne(ctx, url, http)));
  return new Map(urls.flatMap((url, index) => (fetched[index] ? [[url, fetched[index]] as const] : [])));
}

function readyWith(read: ReadRow, fetched: ReadonlyMap<string, Fetched>): ReadyRow {
  const ready: ReadyRow = { read, files: [], failures: [] };
  for (const file of read.files) {
    if ("asset" in file) ready.files.push(file);
    else {
      const one = fetched.get(file.url);
      if (one && "assetId" in one) ready.files.push({ asset: { id: one.assetId }, altText: file.altText });
      else if (one) ready.failures.push(one.problem);
    }
  }
  return ready;
}

async function readPending(ctx: Ctx, input: ImportIdInput) {
  return inTransaction(ctx, async (ctx) => {
    const known = await loadImport(ctx, input);
    const pending = Object.entries(known.outcomes).filter(([, { state }]) => state === "pending");
    const next = pending.slice(0, rowsPerStep);
    const barred = next.some(([, { problems }]) => problems.some(({ code }) => code === "not_publisher"));
    const only = new Set(next.map(([row]) => Number(row)));
    const rows = next.length > 0 ? await readRows(ctx, known, { only, mayPublish: !barred }) : [];
    return { rows, authorId: known.authorId };
  });
}

/**
 * Fetch the files of the next rows that wait for theirs, and make their posts; one whose file does not come is kept as
 * a draft that says so. Returns how many rows still wait.
 */
export async function fetchImportMedia(
  ctx: Ctx,
  input: ImportIdInput,
  http?: HttpClient,
): Promise<{ pending: number }> {
  const { rows, authorId } = await readPending(ctx, input);
  const fetched = await fetchAll(ctx, rows, http);
  return inTransaction(ctx, async (ctx) => {
    const known = await loadImport(ctx, input, { lock: true });
    const waiting = rows.filter(({ row }) => known.outcomes[String(row)]?.state === "pending");
    const made = await writeRows(
      ctx,
      waiting.map((read) => readyWith(read, fetched)),
      { importId: known.id, authorId },
    );
    const saved = waiting.length > 0 ? await saveOutcomes(ctx, known, made) : known;
    const left = Object.values(saved.outcomes).filter(({ state }) => state === "pending");
    return { pending: left.length };
  });
}
