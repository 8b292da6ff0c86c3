import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import type { PostView } from "../schemas";
import type { DraftTransport } from "./composer-saver";
import { type Draft, emptyDraft } from "./composer-state";
import { type DraftStore, holdDraft, syncDrafts } from "./offline-drafts";
import type { UnsyncedDraft } from "./offline-store";

/** A device's drafts, as its own database keeps them. */
const held = new Map<string, UnsyncedDraft>();
const store: DraftStore = {
  list: async () => [...held.values()].sort((a, b) => (a.at < b.at ? 1 : -1)),
  remove: async (_owner, postId, at) => {
    if (at === undefined || held.get(postId)?.at === at) held.delete(postId);
  },
  mark: async (_owner, draft) => {
    if (held.get(draft.postId)?.at === draft.at) held.set(draft.postId, draft);
  },
};

const owner = { workspaceId: "ws_1", userId: "user_1" };
const draftOf = (body: string): Draft => ({ ...emptyDraft("en"), body });
let minute = 0;
beforeEach(() => held.clear());

function keep(body: string, more: Partial<UnsyncedDraft> = {}): UnsyncedDraft {
  const at = new Date(Date.UTC(2026, 10, 21, 8, minute++)).toISOString();
  const kept = { postId: newId("post"), revision: null, draft: draftOf(body), at, state: "waiting", ...more };
  held.set(kept.postId, kept as UnsyncedDraft);
  return kept as UnsyncedDraft;
}

/** A server with posts, which refuses what the real one refuses. */
function aServer() {
  const posts = new Map<string, { body: string; revision: number; publishAt: Date | null }>();
  const calls: string[] = [];
  const viewOf = (id: string): PostView => {
    const post = posts.get(id);
    if (!post) throw new Error("not there");
    const draft = draftOf(post.body);
    return {
      ...draft,
      id,
      title: null,
      media: [],
      files: [],
      labels: [],
      variants: [],
      ...post,
    } as unknown as PostView;
  };
  const transport: DraftTransport = {
    get: async (id) => viewOf(id),
    create: async ({ postId, body }) => {
      calls.push(`create ${body}`);
      if (!posts.has(postId)) posts.set(postId, { body, revision: 1, publishAt: null });
      return viewOf(postId);
    },
    update: async ({ postId, body, revision }) => {
      calls.push(`update ${body}`);
      posts.set(postId, { body, revision: revision + 1, publishAt: null });
      return viewOf(postId);
    },
  };
  return { posts, calls, transport };
}

describe("drafts of a device", () => {
  test("are sent the oldest first, and leave the device once the server has them", async () => {
    const { posts, calls, transport } = aServer();
    const [first, second] = [keep("first"), keep("second")];
    const gone: string[] = [];
    const report = await syncDrafts({ owner, store, transport, onSent: (postId) => gone.push(postId) });
    expect(report).toEqual({ sent: 2, waiting: false });
    expect(calls).toEqual(["create first", "create second"]);
    expect(gone).toEqual([first.postId, second.postId]);
    expect([held.size, posts.size]).toEqual([0, 2]);
  });

  test("are one post however often they are sent, and the last words win over a lost answer", async () => {
    const { posts, transport } = aServer();
    const kept = keep("the last words");
    posts.set(kept.postId, { body: "the first words", revision: 1, publishAt: null });
    await syncDrafts({ owner, store, transport });
    expect(posts.get(kept.postId)).toMatchObject({ body: "the last words", revision: 2 });
    expect(held.size).toBe(0);
  });

  test("wait, all of them, while the server is not reached", async () => {
    const { transport } = aServer();
    keep("first");
    keep("second");
    const down = { ...transport, create: async () => Promise.reject(new TypeError("Failed to fetch")) };
    expect(await syncDrafts({ owner, store, transport: down })).toEqual({ sent: 0, waiting: true });
    expect(held.size).toBe(2);
    expect(await syncDrafts({ owner, store, transport })).toMatchObject({ sent: 2 });
  });

  test("overwrite nobody's change: they stay and say so", async () => {
    const { posts, calls, transport } = aServer();
    const kept = keep("mine", { revision: 3 });
    posts.set(kept.postId, { body: "theirs", revision: 4, publishAt: null });
    await syncDrafts({ owner, store, transport });
    expect(held.get(kept.postId)).toMatchObject({ state: "conflict", draft: { body: "mine" } });
    expect(posts.get(kept.postId)?.body).toBe("theirs");
    expect(calls).toEqual([]);
    await syncDrafts({ owner, store, transport });
    expect(calls).toEqual([]);
  });

  test("that the server has already are let go of without a call", async () => {
    const { posts, calls, transport } = aServer();
    const kept = keep("same", { revision: 3 });
    posts.set(kept.postId, { body: "same", revision: 9, publishAt: null });
    await syncDrafts({ owner, store, transport });
    expect([held.size, calls]).toEqual([0, []]);
  });

  test("of a planned post wait for their author's word", async () => {
    const { posts, calls, transport } = aServer();
    const kept = keep("changed", { revision: 3 });
    posts.set(kept.postId, { body: "planned", revision: 3, publishAt: new Date() });
    await syncDrafts({ owner, store, transport });
    expect(held.get(kept.postId)?.state).toBe("planned");
    expect(calls).toEqual([]);
  });

  test("that a composer has in hand are the composer's to send", async () => {
    const { calls, transport } = aServer();
    const release = holdDraft(keep("being written").postId);
    await syncDrafts({ owner, store, transport });
    expect(calls).toEqual([]);
    release();
    await syncDrafts({ owner, store, transport });
    expect(calls).toEqual(["create being written"]);
  });

  test("that say nothing are not sent", async () => {
    const { calls, transport } = aServer();
    keep("  ");
    expect(await syncDrafts({ owner, store, transport })).toMatchObject({ sent: 0 });
    expect([held.size, calls]).toEqual([0, []]);
  });

  test("that are written again while they are sent stay for the next time", async () => {
    const { transport } = aServer();
    const kept = keep("first");
    const slow: DraftTransport = {
      ...transport,
      create: async (input) => {
        held.set(kept.postId, { ...kept, draft: draftOf("second"), at: "2027-01-01T00:00:00Z" });
        return transport.create(input);
      },
    };
    await syncDrafts({ owner, store, transport: slow });
    expect(held.get(kept.postId)?.draft.body).toBe("second");
  });
});
