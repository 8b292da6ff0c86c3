import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { z } from "zod";
import { backupShape, type DraftBackups } from "./composer-backup";

/** Whose drafts: one person's in one workspace. */
export interface DraftOwner {
  workspaceId: string;
  userId: string;
}

/**
 * How far a draft of this device is. `waiting` goes by itself; the others need their author: somebody changed it
 * meanwhile, the post is planned so that saving it is a decision, or the server will not take it as it stands.
 */
export const UNSYNCED_STATES = ["waiting", "conflict", "planned", "refused"] as const;
export type UnsyncedState = (typeof UNSYNCED_STATES)[number];

const shape = backupShape.extend({ state: z.enum(UNSYNCED_STATES) });
/** A draft that is on this device and not, or not so, on the server. */
export type UnsyncedDraft = z.output<typeof shape>;

interface Schema extends DBSchema {
  drafts: { key: string; value: { key: string; owner: string; draft: unknown }; indexes: { owner: string } };
}

const databaseName = "publify-offline";
const ownerKey = ({ workspaceId, userId }: DraftOwner): string => `${workspaceId}/${userId}`;
const keyOf = (owner: DraftOwner, postId: string): string => `${ownerKey(owner)}/${postId}`;

let opening: Promise<IDBPDatabase<Schema>> | null = null;

/** Opened anew after a failure: a private window may refuse once, another page may hold an older version. */
function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>(databaseName, 1, {
    upgrade: (db) => {
      db.createObjectStore("drafts", { keyPath: "key" }).createIndex("owner", "owner");
    },
    terminated: () => {
      opening = null;
    },
  }).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

const listeners = new Set<() => void>();
const changed = () => {
  for (const listener of listeners) listener();
};

/** Hear of every change that this page makes. */
export function onUnsyncedChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keep a draft on this device. */
export async function putUnsynced(owner: DraftOwner, draft: UnsyncedDraft): Promise<void> {
  const db = await database();
  await db.put("drafts", { key: keyOf(owner, draft.postId), owner: ownerKey(owner), draft });
  changed();
}

/** Let go of a draft, or only of the very version of it that was written at `at`: a newer one stays. */
export async function removeUnsynced(owner: DraftOwner, postId: string, at?: string): Promise<void> {
  const tx = (await database()).transaction("drafts", "readwrite");
  const held = shape.safeParse((await tx.store.get(keyOf(owner, postId)))?.draft).data;
  if (at === undefined || held?.at === at) await tx.store.delete(keyOf(owner, postId));
  await tx.done;
  changed();
}

/** Say how far a draft is, unless it was written again meanwhile. */
export async function markUnsynced(owner: DraftOwner, draft: UnsyncedDraft): Promise<void> {
  const tx = (await database()).transaction("drafts", "readwrite");
  const key = keyOf(owner, draft.postId);
  const held = shape.safeParse((await tx.store.get(key))?.draft).data;
  if (held?.at === draft.at) await tx.store.put({ key, owner: ownerKey(owner), draft });
  await tx.done;
  changed();
}

/** The drafts of one person in one workspace on this device, the latest first. */
export async function listUnsynced(owner: DraftOwner): Promise<UnsyncedDraft[]> {
  const rows = await (await database()).getAllFromIndex("drafts", "owner", ownerKey(owner));
  return rows.flatMap((row) => shape.safeParse(row.draft).data ?? []).sort((a, b) => (a.at < b.at ? 1 : -1));
}

const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);

/**
 * The composer's own copies, kept a second time where pages that have no composer can send them.
 * Where the browser has no such place, the copies are kept as before and nothing breaks.
 */
export function mirrored(backups: DraftBackups, owner: DraftOwner): DraftBackups {
  return {
    ...backups,
    write: (backup) => {
      backups.write(backup);
      quietly(putUnsynced(owner, { ...backup, state: "waiting" }));
    },
    remove: (postId) => {
      backups.remove(postId);
      quietly(removeUnsynced(owner, postId));
    },
  };
}
