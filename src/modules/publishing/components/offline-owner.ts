import { z } from "zod";
import { draftBackups, type DraftBackups } from "./composer-backup";
import { type DraftOwner, mirrored } from "./offline-store";

const shape = z.object({
  workspaceId: z.string(),
  userId: z.string(),
  /** Name of the workspace, to say where a draft will be. */
  name: z.string(),
  /** Language that its posts are written in. */
  language: z.string(),
});
/** Who writes on this device, and where, when nobody can be asked. */
export type OfflineOwner = z.output<typeof shape>;

const storageKey = "publify.offline.owner";

/** Remember for a time without connection who writes here. */
export function rememberOwner(owner: OfflineOwner): void {
  try {
    window.localStorage.setItem(storageKey, JSON.stringify(owner));
  } catch {
    // A browser that keeps nothing cannot write offline either.
  }
}

/** Who wrote here last; null after they signed out. */
export function findOwner(): OfflineOwner | null {
  try {
    return shape.safeParse(JSON.parse(window.localStorage.getItem(storageKey) ?? "null")).data ?? null;
  } catch {
    return null;
  }
}

/** Forget who writes here: when somebody signs out. Their drafts wait for them under their own name. */
export function forgetOwner(): void {
  try {
    window.localStorage.removeItem(storageKey);
  } catch {
    // Nothing was kept.
  }
}

function browserStorage(): Storage | null {
  try {
    return typeof window === "undefined" ? null : window.localStorage;
  } catch {
    return null;
  }
}

/** The copies of unsaved drafts in this browser, for the composer and for the time without connection. */
export const browserBackups = (owner: DraftOwner): DraftBackups =>
  mirrored(draftBackups(browserStorage(), owner), owner);
