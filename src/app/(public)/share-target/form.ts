import { bodyMax } from "@/modules/publishing/schemas";
import type { SharedThings } from "@/modules/publishing/commands/share";

/** A few photos of a phone; longer videos go through the composer, which can resume an upload. */
export const shareBytesMax = 48 * 1024 * 1024;

/** The body, unless it is longer than allowed; what comes after is not read. */
async function readBounded(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value.trim().slice(0, bodyMax) : "";
};

/** Read what was shared. `too_large` and `malformed` tell why it cannot be. */
export async function readShare(request: Request): Promise<SharedThings | "too_large" | "malformed"> {
  const type = request.headers.get("content-type") ?? "";
  const bytes = await readBounded(request, shareBytesMax);
  if (!bytes) return "too_large";
  let form: FormData;
  try {
    form = await new Response(bytes, { headers: { "content-type": type } }).formData();
  } catch {
    return "malformed";
  }
  const files = form
    .getAll("media")
    .filter((entry): entry is File => entry instanceof File && entry.size > 0);
  return {
    title: textOf(form, "title"),
    text: textOf(form, "text"),
    url: textOf(form, "url"),
    files: await Promise.all(
      files.map(async (file) => ({
        name: file.name || "photo",
        bytes: new Uint8Array(await file.arrayBuffer()),
      })),
    ),
  };
}
