import "server-only";
import { createHash } from "node:crypto";
import { type ContentSources, contentOfPart, type Finishing, finishBody, finishText } from "../policy";
import type { FrozenContent } from "../schemas";

/** Freeze one part of a variant for sending; the hash names exactly what goes out. Null when there is no such part any more. */
export function freeze(sources: ContentSources, part: number, finishing: Finishing): FrozenContent | null {
  const said = contentOfPart(sources, part);
  if (!said) return null;
  const finish = part === 0 ? finishBody : finishText;
  const content = { ...said, body: finish(said.body, finishing) };
  return { ...content, hash: createHash("sha256").update(JSON.stringify(content)).digest("hex") };
}
