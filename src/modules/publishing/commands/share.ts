import "server-only";
import type { Ctx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { uploadAsset } from "@/modules/media/commands/upload";
import { bodyMax, createPostInput, mediaMax, type PostView, titleMax } from "../schemas";
import { createPost } from "./drafts";

/** What another application handed over. */
export interface SharedThings {
  title: string;
  text: string;
  url: string;
  files: readonly { name: string; bytes: Uint8Array }[];
}

export interface SharedDraft {
  post: PostView;
  /** Files that could not be kept, each with the reason as a stable word. */
  refused: { name: string; reason: string }[];
}

/** The text of a draft made of what was shared: the address at its end, once. */
export function bodyOfShared({ text, url }: Pick<SharedThings, "text" | "url">): string {
  const [words, address] = [text.trim(), url.trim()];
  const parts = words.includes(address) ? [words] : [words, address];
  return parts.filter(Boolean).join("\n\n").slice(0, bodyMax);
}

/**
 * Put what was shared into the library and a new draft. A file that cannot be kept is told apart and keeps nothing
 * else from being kept. @throws DomainError FORBIDDEN when the caller may not write.
 */
export async function createSharedDraft(ctx: Ctx, shared: SharedThings): Promise<SharedDraft> {
  authorise(ctx, "post.write");
  const [media, refused]: [{ assetId: string }[], SharedDraft["refused"]] = [[], []];
  for (const [index, { name, bytes }] of shared.files.entries()) {
    if (index >= mediaMax) {
      refused.push({ name, reason: "share.too_many_files" });
      continue;
    }
    try {
      const { id } = await uploadAsset(ctx, { bytes, fileName: name, altText: "" });
      media.push({ assetId: id });
    } catch (error) {
      if (!(error instanceof DomainError) || !["INVALID", "UNAVAILABLE"].includes(error.code)) throw error;
      refused.push({ name, reason: error.reason });
    }
  }
  const title = shared.title.trim().slice(0, titleMax) || null;
  const post = await createPost(ctx, createPostInput.parse({ title, body: bodyOfShared(shared), media }));
  return { post, refused };
}
