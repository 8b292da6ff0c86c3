import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { mediaItem } from "@/modules/media/schemas";
import { PART_KINDS_WRITTEN } from "./composer-parts";
import type { Draft } from "./composer-state";

const parts = z.array(
  z.object({
    key: z.string(),
    kind: z.enum(PART_KINDS_WRITTEN),
    body: z.string(),
    media: z.array(mediaItem.extend({ altText: z.string() })),
    delayMinutes: z.number(),
  }),
);

// Copies from before posts had parts, a campaign or labels in the composer have none.
const draftShape = z.object({
  title: z.string(),
  body: z.string(),
  tags: z.array(z.string()),
  language: z.string(),
  media: z.array(mediaItem.extend({ altText: z.string() })),
  variants: z.array(
    z.object({
      channelId: idOf("channel"),
      body: z.string().nullable(),
      assetIds: z.array(idOf("asset")).nullable(),
      parts: parts.nullable().default(null),
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
  parts: parts.default([]),
  campaignId: idOf("campaign").nullable().default(null),
  labelIds: z.array(idOf("label")).default([]),
  signed: z.boolean().default(true),
}) satisfies z.ZodType<Draft, unknown>;

/** A copy of a draft as a browser keeps it. */
export const backupShape = z.object({
  postId: idOf("post"),
  /** The revision that was being edited; null when the server has never had this draft. */
  revision: z.number().int().nullable(),
  draft: draftShape,
  at: z.iso.datetime(),
});
/** What a person wrote and the server does not have yet. */
export type Backup = z.output<typeof backupShape>;

/** The unsaved drafts of one person in one workspace, in this browser. */
export interface DraftBackups {
  find(postId: string): Backup | null;
  /** Drafts that never reached the server, the latest first. */
  listUnsent(): Backup[];
  write(backup: Backup): void;
  remove(postId: string): void;
}

export type BackupStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const parse = (text: string | null): Backup | null => {
  try {
    return text === null ? null : (backupShape.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
};

/** Keep drafts in a browser's storage; where there is none, or it is full, nothing is kept and nothing breaks. */
export function draftBackups(
  storage: BackupStorage | null,
  owner: { workspaceId: string; userId: string },
): DraftBackups {
  const prefix = `publify.draft.${owner.workspaceId}.${owner.userId}.`;
  const attempt = <T>(act: (storage: BackupStorage) => T, otherwise: T): T => {
    try {
      return storage ? act(storage) : otherwise;
    } catch {
      return otherwise;
    }
  };
  const keys = (from: BackupStorage): string[] =>
    Array.from({ length: from.length }, (_, index) => from.key(index)).filter(
      (key): key is string => key?.startsWith(prefix) ?? false,
    );
  return {
    find: (postId) => attempt((from) => parse(from.getItem(prefix + postId)), null),
    listUnsent: () =>
      attempt(
        (from) =>
          keys(from)
            .flatMap((key) => parse(from.getItem(key)) ?? [])
            .filter(({ revision }) => revision === null)
            .sort((a, b) => (a.at < b.at ? 1 : -1)),
        [],
      ),
    write: (backup) => attempt((to) => to.setItem(prefix + backup.postId, JSON.stringify(backup)), undefined),
    remove: (postId) => attempt((from) => from.removeItem(prefix + postId), undefined),
  };
}
