import "server-only";
import { createHash } from "node:crypto";
import { type ContentSources, contentOfPart, fillAddress } from "../policy";
import type { FrozenContent } from "../schemas";

/** Freeze one part of a variant for sending; the hash names exactly what goes out. Null when there is no such part any more. */
export function freeze(sources: ContentSources, part: number, url: string | null): FrozenContent | null {
  const said = contentOfPart(sources, part);
  if (!said) return null;
  const content = { ...said, body: fillAddress(said.body, url) };
  return { ...content, hash: createHash("sha256").update(JSON.stringify(content)).digest("hex") };
}
