import "server-only";
import { getEnv } from "@/platform/env";
import { createDocument } from "./document";
import { type ReferenceDocument, type ReferenceGroup, referenceOf, shapesOf } from "./reference";
import { appRouter } from "./root";

interface PublicReference {
  /** The OpenAPI document as JSON. */
  json: string;
  groups: ReferenceGroup[];
  shapes: ReturnType<typeof shapesOf>;
}

let built: PublicReference | undefined;

/** The public API of this server: its document, and the same by operation. Built on first use, because it names the server's address. */
export function publicReference(): PublicReference {
  if (built) return built;
  const document = createDocument(appRouter, getEnv().appUrl);
  const shown = document as unknown as ReferenceDocument;
  built = { json: JSON.stringify(document), groups: referenceOf(shown), shapes: shapesOf(shown) };
  return built;
}
