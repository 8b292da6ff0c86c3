import Papa from "papaparse";
import { DomainError } from "@/kernel/errors";
import { toStorable } from "@/kernel/storable";
import { holdsDetails } from "./policy.columns";
import { cellMax, importBytesMax, importColumnsMax, importRowsMax } from "./schemas";

/** A file as headers and rows, every row an object by header. */
export interface Sheet {
  format: "csv" | "json";
  headers: string[];
  rows: Record<string, string>[];
}

const refuse = (
  reason: string,
  message: string,
  details: Record<string, string | number> = {},
): DomainError => new DomainError("INVALID", `import.${reason}`, message, { field: "file", details });

const startsWith = (bytes: Uint8Array, ...prefix: number[]): boolean =>
  prefix.every((byte, index) => bytes[index] === byte);

/**
 * The text of a file, whatever wrote it: UTF-8 with or without its mark, UTF-16 by its mark, else Windows-1252.
 * @throws DomainError INVALID `import.too_large`, `import.not_text`.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > importBytesMax)
    throw refuse("too_large", "The file is too large", { maxMb: importBytesMax / 1_000_000 });
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    throw refuse("not_text", "This is a workbook: save it as CSV first");
  if (startsWith(bytes, 0xff, 0xfe)) return new TextDecoder("utf-16le").decode(bytes);
  if (startsWith(bytes, 0xfe, 0xff)) return new TextDecoder("utf-16be").decode(bytes);
  const text = decodeUnmarked(bytes);
  if (controlsIn(text) > text.length * controlShareMax) throw refuse("not_text", "This file is not text");
  return text;
}

// One stray control character is a flaw of one row; many of them are a picture or a program.
const controlShareMax = 0.01;
const controlsIn = (text: string): number => {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 9 || (code > 13 && code < 32)) count += 1;
  }
  return count;
};

function decodeUnmarked(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

// A cell that begins so is run as a formula by spreadsheets; ours carry an apostrophe in front, which is no text.
const formula = /^'*[=+\-@\t\r]/;

/** A cell that no spreadsheet takes for a formula. */
export const guardCell = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** The cell that was guarded. */
export const unguardCell = (text: string): string =>
  text.startsWith("'") && formula.test(text) ? text.slice(1) : text;

/** A text that can be stored, with one kind of line break. */
const storable = (text: string): string => toStorable(text.replace(/\r\n?/g, "\n"));

const cellOf = (text: string): string => storable(unguardCell(text));

/** Headers that can be told apart: empty ones are numbered, repeated ones too. */
function namesOf(cells: readonly string[], width: number): string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, index) => {
    const name = (cells[index] ?? "").trim().slice(0, 150) || `#${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function bounded(format: Sheet["format"], headers: string[], rows: Record<string, string>[]): Sheet {
  if (rows.length === 0) throw refuse("empty", "The file holds no rows");
  if (rows.length > importRowsMax)
    throw refuse("too_many_rows", "The file holds too many rows", {
      count: rows.length,
      max: importRowsMax,
    });
  if (headers.length > importColumnsMax)
    throw refuse("too_many_columns", "The file has too many columns", {
      count: headers.length,
      max: importColumnsMax,
    });
  rows.forEach((row, index) => {
    for (const [header, value] of Object.entries(row))
      if (value.length > cellMax)
        throw refuse("cell_too_long", "A cell is too long", { row: index + 1, header, max: cellMax });
  });
  return { format, headers, rows };
}

/** Read a CSV: any usual separator, quoted line breaks, rows of unequal length. @throws DomainError INVALID `import.*`. */
export function readCsv(text: string): Sheet {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    delimitersToGuess: [",", ";", "\t", "|"],
    skipEmptyLines: "greedy",
  });
  const quotes = errors.find(({ type }) => type === "Quotes");
  if (quotes)
    throw refuse("quotes", "A quotation mark is not closed, or text follows it", {
      row: (quotes.row ?? 0) + 1,
    });
  const [head = [], ...body] = data;
  const width = body.reduce((max, row) => Math.max(max, row.length), head.length);
  const headers = namesOf(head.map(cellOf), width);
  const rows = body.map((row) =>
    Object.fromEntries(headers.map((header, index) => [header, cellOf(row[index] ?? "")])),
  );
  // A trailing separator on every line makes a column that says nothing.
  const used = headers.filter(
    (header, index) => (head[index] ?? "").trim() !== "" || rows.some((row) => row[header]?.trim()),
  );
  return bounded(
    "csv",
    used,
    rows.map((row) => Object.fromEntries(used.map((name) => [name, row[name] ?? ""]))),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const plain = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** The cells of one JSON object: lists become lists of a cell, objects inside become columns `outer.inner`. */
function flatten(object: Record<string, unknown>): Record<string, string> {
  const cells: Record<string, string> = {};
  const add = (key: string, value: unknown): void => {
    // What only JSON can say stays JSON, whichever file it comes in.
    if (Array.isArray(value) && holdsDetails(key)) cells[key] = JSON.stringify(value);
    else if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) {
      const inner = [...new Set(value.flatMap((item) => Object.keys(item)))];
      for (const name of inner) cells[`${key}.${name}`] = writeList(value.map((item) => plain(item[name])));
    } else if (Array.isArray(value)) cells[key] = writeList(value.map(plain));
    else if (isRecord(value))
      for (const [name, one] of Object.entries(value)) cells[`${key}.${name}`] = plain(one);
    else cells[key] = plain(value);
  };
  for (const [key, value] of Object.entries(object)) add(storable(key).slice(0, 150), value);
  return cells;
}

/** Read JSON: an array of objects, or `{ "posts": […] }`. @throws DomainError INVALID `import.*`. */
export function readJson(text: string): Sheet {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""), (_, value: unknown) =>
      typeof value === "string" ? storable(value) : value,
    );
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : "";
    // What the engine says is English; where it stopped can be told in any language, when it tells.
    const position = /position (\d+)/.exec(said)?.[1];
    const line = position ? text.slice(0, Number(position)).split("\n").length : 0;
    throw refuse("json", `This is not JSON: ${said}`, { line });
  }
  const list = isRecord(parsed) ? parsed.posts : parsed;
  if (!Array.isArray(list) || !list.every(isRecord))
    throw refuse("json_shape", "Give an array of objects, or an object with an array named posts");
  const rows = list.map(flatten);
  const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return bounded(
    "json",
    headers,
    rows.map((row) => Object.fromEntries(headers.map((header) => [header, row[header] ?? ""]))),
  );
}

/** Read a file by its name, or by its first character. @throws DomainError INVALID `import.*`. */
export function readSheet(
  text: string,
  { fileName, format }: { fileName: string; format?: Sheet["format"] },
): Sheet {
  const looksJson =
    /\.json$/i.test(fileName) || (!/\.(csv|tsv|txt)$/i.test(fileName) && /^\s*[[{]/.test(text));
  return (format ?? (looksJson ? "json" : "csv")) === "json" ? readJson(text) : readCsv(text);
}

const separator = /[,;|]/;
const escape = (text: string): string => text.replace(/[\\|]/g, "\\$&");

/** Several values in one cell; those that hold a separator themselves are set apart by bars. */
export function writeList(items: readonly string[]): string {
  const kept = items.filter((item) => item !== "");
  if (!kept.some((item) => separator.test(item) || item.includes("\\") || item.includes("\n")))
    return kept.join(", ");
  return kept.length === 1 ? `${escape(kept[0] ?? "")} |` : kept.map(escape).join(" | ");
}

/** Cut at bars that are not escaped. */
function splitAtBars(cell: string): string[] {
  const parts = [""];
  for (let index = 0; index < cell.length; index++) {
    const [char, next] = [cell[index], cell[index + 1]];
    const escaped = char === "\\" && (next === "|" || next === "\\");
    if (escaped) index++;
    if (char === "|" && !escaped) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${escaped ? next : char}`);
  }
  return parts;
}

const hasBar = (cell: string): boolean => splitAtBars(cell).length > 1;

/** The values of a cell, cut at bars when there are any, else at commas, semicolons and line breaks. */
export function readList(cell: string): string[] {
  const parts = hasBar(cell) ? splitAtBars(cell) : cell.split(/[,;\n]/);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** The files of a cell: addresses may hold commas and semicolons. */
export function readFiles(cell: string): string[] {
  const parts = hasBar(cell) ? splitAtBars(cell) : cell.split(/\n|[,;]\s+|[,;\s](?=https?:\/\/)/);
  return parts.map((part) => part.trim().replace(/[,;]$/, "")).filter((part) => part !== "");
}

/** One text a file, in their order; a single file's text may hold anything. */
export function readAltTexts(cell: string, files: number): string[] {
  if (files <= 1) return cell.trim() === "" ? [] : [cell.trim()];
  const lines = cell.split("\n");
  const parts = hasBar(cell) || lines.length !== files ? splitAtBars(cell) : lines;
  const texts = parts.map((part) => part.trim());
  while (texts.length > 0 && texts.at(-1) === "") texts.pop();
  return texts;
}

/** The inverse of `readAltTexts`. */
export const writeAltTexts = (texts: readonly string[]): string =>
  texts.length <= 1
    ? (texts[0] ?? "")
    : texts.every((text) => text === "")
      ? ""
      : texts.map(escape).join(" | ");

const partBreak = /^\s*-{3,}\s*$/m;

/** The parts of a thread, set apart by a line of dashes. */
export const readThread = (cell: string): string[] =>
  cell
    .split(partBreak)
    .map((part) => part.replace(/^\n|\n$/g, ""))
    .filter((part) => part.trim() !== "");

export const writeThread = (parts: readonly string[]): string => parts.join("\n---\n");
