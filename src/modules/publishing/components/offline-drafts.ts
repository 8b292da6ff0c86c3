import { serverErrorOf } from "@/ui/forms/server-error";
import type { PostView } from "../schemas";
import type { DraftTransport } from "./composer-saver";
import { contentInputOf, draftOf, isBlank, markOf } from "./composer-state";
import {
  type DraftOwner,
  listUnsynced,
  markUnsynced,
  removeUnsynced,
  type UnsyncedDraft,
  type UnsyncedState,
} from "./offline-store";

const open = new Set<string>();

/** A composer has this post in hand and sends it itself. Returns how to say that it no longer does. */
export function holdDraft(postId: string): () => void {
  open.add(postId);
  return () => open.delete(postId);
}

/** What became of one draft; `later`: the server was not reached, or asks to wait. */
type Outcome = "sent" | "later" | Exclude<UnsyncedState, "waiting">;

const saysTheSame = (post: PostView, { draft }: UnsyncedDraft): boolean =>
  markOf(draftOf(post)) === markOf(draft);

function outcomeOf(error: unknown): Outcome {
  const server = serverErrorOf(error);
  if (!server || ["UNAVAILABLE", "UNEXPECTED", "LIMITED", "UNAUTHENTICATED"].includes(server.code))
    return "later";
  return server.reason === "post.stale_revision" ? "conflict" : "refused";
}

/** Send a change of a post that the server has; nobody else's change is overwritten. */
async function update(kept: UnsyncedDraft, revision: number, transport: DraftTransport): Promise<Outcome> {
  const found = await transport.get(kept.postId);
  if (saysTheSame(found, kept)) return "sent";
  if (found.revision !== revision) return "conflict";
  // What is saved of a planned post goes out: that is its author's word, not ours.
  if (found.publishAt !== null) return "planned";
  await transport.update({ ...contentInputOf(kept.draft), postId: kept.postId, revision });
  return "sent";
}

/** Send one draft. The same draft may be sent again: its post has an id of the browser's own making. */
async function send(kept: UnsyncedDraft, transport: DraftTransport): Promise<Outcome> {
  const { postId, revision, draft } = kept;
  try {
    if (revision !== null) return await update(kept, revision, transport);
    if (isBlank(draft)) return "sent";
    const post = await transport.create({ ...contentInputOf(draft), postId });
    // An earlier call, whose answer was lost, may have written an earlier version.
    return saysTheSame(post, kept) ? "sent" : await update(kept, post.revision, transport);
  } catch (error) {
    return outcomeOf(error);
  }
}

export interface SyncReport {
  sent: number;
  /** Some could not be sent for now: try again when the connection is back. */
  waiting: boolean;
}

/** Where the drafts of this device are. */
export interface DraftStore {
  list(owner: DraftOwner): Promise<UnsyncedDraft[]>;
  remove(owner: DraftOwner, postId: string, at?: string): Promise<void>;
  mark(owner: DraftOwner, draft: UnsyncedDraft): Promise<void>;
}
const browserStore: DraftStore = { list: listUnsynced, remove: removeUnsynced, mark: markUnsynced };

interface SyncOptions {
  owner: DraftOwner;
  store?: DraftStore;
  transport: DraftTransport;
  /** Called once the server has a draft, to let go of other copies of the version written at `at`. */
  onSent?: (postId: string, at: string) => void;
}

/**
 * Send the drafts of this device, the oldest first, but for those that a composer has in hand.
 * A draft leaves the device only once the server has it; what needs its author is marked and stays.
 */
export async function syncDrafts({
  owner,
  store = browserStore,
  transport,
  onSent,
}: SyncOptions): Promise<SyncReport> {
  const report = { sent: 0, waiting: false };
  const drafts = (await store.list(owner)).filter(({ state }) => state === "waiting").reverse();
  for (const kept of drafts) {
    if (open.has(kept.postId)) continue;
    const outcome = await send(kept, transport);
    if (outcome === "later") return { ...report, waiting: true };
    if (outcome === "sent") {
      await store.remove(owner, kept.postId, kept.at);
      onSent?.(kept.postId, kept.at);
      if (!isBlank(kept.draft)) report.sent += 1;
    } else await store.mark(owner, { ...kept, state: outcome });
  }
  return report;
}
