import { DomainError } from "./errors";

/** Deeper than any input of ours: nothing that walks a value may run out of stack because of what somebody sent. */
const depthMax = 50;

const nul = "\0";

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes(nul);

/** A text that can be stored, in which U+FFFD stands for what cannot. */
export const toStorable = (text: string): string => text.toWellFormed().replaceAll(nul, "\ufffd");

/**
 * Refuse a value in which any text, or the name of any field, holds what no row and no network keeps as it was sent:
 * a NUL, or half a character. @throws DomainError INVALID `input.unstorable`, `input.too_deep`, naming the field.
 */
export function requireStorable(value: unknown, path: readonly string[] = []): void {
  const field = path.join(".");
  if (typeof value === "string" && !isStorable(value))
    throw new DomainError(
      "INVALID",
      "input.unstorable",
      "A text holds a NUL or half a character, which cannot be stored",
      { field },
    );
  if (typeof value !== "object" || value === null) return;
  if (path.length >= depthMax)
    throw new DomainError("INVALID", "input.too_deep", "The input is nested too deeply", {
      field: path[0],
    });
  for (const [key, inner] of Object.entries(value)) {
    requireStorable(key, path);
    requireStorable(inner, [...path, key]);
  }
}
