import "server-only";
import { createHash } from "node:crypto";
import { type ContentSources, contentOf } from "../policy";
import type { FrozenContent } from "../schemas";

/** Freeze a variant for sending; the hash names exactly what goes out. */
export function freeze(sources: ContentSources): FrozenContent {
  const content = contentOf(sources);
  return { ...content, hash: createHash("sha256").update(JSON.stringify(content)).digest("hex") };
}
