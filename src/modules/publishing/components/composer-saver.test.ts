import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newId } from "@/kernel/ids";
import { savedPost } from "@/testing/composer";
import type { PostView } from "../schemas";
import { type Backup, draftBackups } from "./composer-backup";
import { DraftSaver, type DraftSaverOptions, type DraftTransport, saveDelayMs } from "./composer-saver";
import { type Draft, emptyDraft } from "./composer-state";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const draft = (body: string): Draft => ({ ...emptyDraft("en"), body });
const refusal = (data: object) => Object.assign(new Error("refused"), { data });
const lost = () => new TypeError("Failed to fetch");

/** A server that keeps one post by the rules of revisions; `answers` are thrown in the place of the next answers. */
function aServer(post: PostView | null = null) {
  const server = {
    post,
    calls: 0,
    /** Errors to answer with; `after` does the work first, as when an answer is lost. */
    faults: [] as { error: Error; after?: boolean }[],
  };
  const answer = (work: () => PostView): Promise<PostView> => {
    server.calls += 1;
    const fault = server.faults.shift();
    if (fault && !fault.after) return Promise.reject(fault.error);
    try {
      const made = work();
      return fault ? Promise.reject(fault.error) : Promise.resolve(made);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const write = (input: object, revision: number, id: PostView["id"]): PostView => {
    const { media: _, ...content } = input as Draft;
    server.post = savedPost({ ...content, media: [] }, { id, revision });
    return server.post;
  };
  const transport: DraftTransport = {
    get: () => (server.post ? Promise.resolve(server.post) : Promise.reject(lost())),
    create: ({ postId, ...input }) => answer(() => server.post ?? write(input, 1, postId)),
    update: ({ postId, revision, ...input }) =>
      answer(() => {
        if (server.post?.revision !== revision)
          throw refusal({ code: "CONFLICT", reason: "post.stale_revision" });
        return write(input, revision + 1, postId);
      }),
  };
  return { server, transport };
}

function memory() {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    key: (index: number) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
  return draftBackups(storage, { workspaceId: "ws_1", userId: "user_1" });
}

function aSaver(part: Partial<DraftSaverOptions> = {}, post: PostView | null = null) {
  const { server, transport } = aServer(post);
  const backups = memory();
  const saver = new DraftSaver({
    postId: post?.id ?? newId("post"),
    post,
    draft: post ? draft(post.body) : draft(""),
    autosave: true,
    transport,
    backups,
    ...part,
  });
  const kind = () => saver.getSnapshot().status.kind;
  const kept = (): Backup | null => backups.find(saver.postId);
  return { saver, server, kind, kept, backups };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("what is written is in the browser at once and on the server a little later, in one call", async () => {
  const { saver, server, kind, kept } = aSaver();
  saver.edit(draft("He"));
  saver.edit(draft("Hello"));
  expect(kept()?.draft.body).toBe("Hello");
  expect(kind()).toBe("unsaved");
  await pass(saveDelayMs);
  expect(server).toMatchObject({ calls: 1, post: { body: "Hello", revision: 1 } });
  expect(kind()).toBe("saved");
  expect(kept()).toBeNull();
});

test("a blank page writes no draft", async () => {
  const { saver, server, kind } = aSaver();
  saver.edit(draft("  "));
  await pass(60_000);
  expect([server.calls, kind()]).toEqual([0, "idle"]);
});

test("what is typed during a call is saved by the next", async () => {
  const { saver, server, kind } = aSaver();
  saver.edit(draft("One"));
  const first = saver.save();
  saver.edit(draft("One, two"));
  await first;
  expect(server.post).toMatchObject({ body: "One, two", revision: 2 });
  expect(kind()).toBe("saved");
});

test("an unreachable server is tried again until it answers, and the text stays in the browser", async () => {
  const { saver, server, kind, kept } = aSaver();
  server.faults = [{ error: lost() }, { error: lost() }];
  saver.edit(draft("Hello"));
  await pass(saveDelayMs);
  expect(kind()).toBe("retrying");
  expect(kept()?.draft.body).toBe("Hello");
  await pass(2_000 + 4_000);
  expect([server.calls, kind(), server.post?.body]).toEqual([3, "saved", "Hello"]);
});

test("without a connection it says so, and saves once it is back", async () => {
  const { saver, server, kind } = aSaver({ isOnline: () => false });
  server.faults = [{ error: lost() }];
  saver.edit(draft("Hello"));
  await pass(saveDelayMs);
  expect(kind()).toBe("offline");
  saver.retry();
  await pass(0);
  expect(kind()).toBe("saved");
});

test("a new draft whose answer was lost is not written twice, and keeps what was typed since", async () => {
  const { saver, server } = aSaver();
  server.faults = [{ error: lost(), after: true }];
  saver.edit(draft("Hello"));
  await pass(saveDelayMs);
  saver.edit(draft("Hello, world"));
  await pass(60_000);
  expect(server.post).toMatchObject({ id: saver.postId, body: "Hello, world", revision: 2 });
});

test("an edit whose answer was lost is no conflict with itself", async () => {
  const post = savedPost(draft("Old"));
  const { saver, server, kind } = aSaver({}, post);
  server.faults = [{ error: lost(), after: true }];
  saver.edit(draft("New"));
  await pass(60_000);
  expect(server.post).toMatchObject({ body: "New", revision: 2 });
  expect(kind()).toBe("saved");
});

test("somebody else's version is never overwritten, and ours never lost", async () => {
  const post = savedPost(draft("Old"));
  const { saver, server, kind, kept } = aSaver({}, post);
  server.post = savedPost(draft("Theirs"), { id: post.id, revision: 2 });
  saver.edit(draft("Mine"));
  await pass(60_000);
  expect(kind()).toBe("conflict");
  saver.edit(draft("Mine, longer"));
  await pass(60_000);
  expect(server.post?.body).toBe("Theirs");
  expect(kept()?.draft.body).toBe("Mine, longer");
});

test("taking the newer version goes on from it", async () => {
  const post = savedPost(draft("Old"));
  const { saver, server } = aSaver({}, post);
  const newer = savedPost(draft("Theirs"), { id: post.id, revision: 2 });
  server.post = newer;
  saver.edit(draft("Mine"));
  await pass(saveDelayMs);
  expect(saver.takeNewer(newer).body).toBe("Theirs");
  saver.edit(draft("Theirs and mine"));
  await pass(saveDelayMs);
  expect(server.post).toMatchObject({ body: "Theirs and mine", revision: 3 });
});

test("what the server refuses is not tried again by itself, but is when it was changed", async () => {
  const { saver, server, kind, kept } = aSaver();
  server.faults = [{ error: refusal({ code: "INVALID", reason: "input.invalid" }) }];
  saver.edit(draft("Too long"));
  await pass(60_000);
  expect([server.calls, kind()]).toEqual([1, "refused"]);
  expect(kept()).not.toBeNull();
  saver.edit(draft("Short"));
  await pass(saveDelayMs);
  expect(kind()).toBe("saved");
});

test("a planned post waits for its author's word", async () => {
  const post = savedPost(draft("Old"), { publishAt: new Date(), state: "scheduled" });
  const { saver, server, kept } = aSaver({ autosave: false }, post);
  saver.edit(draft("New"));
  await pass(60_000);
  expect([server.calls, saver.getSnapshot().dirty, kept()?.draft.body]).toEqual([0, true, "New"]);
  await saver.save();
  expect(server.post).toMatchObject({ body: "New", revision: 2 });
  expect(saver.getSnapshot().dirty).toBe(false);
});

test("writing back what is saved leaves nothing to save", async () => {
  const post = savedPost(draft("Old"));
  const { saver, server, kept } = aSaver({}, post);
  saver.edit(draft("New"));
  saver.edit(draft("Old"));
  await pass(60_000);
  expect([server.calls, saver.getSnapshot().dirty, kept()]).toEqual([0, false, null]);
});

test("leaving the page sends what is left", async () => {
  const { saver, server } = aSaver();
  saver.edit(draft("Last words"));
  saver.close();
  await pass(0);
  expect(server.post?.body).toBe("Last words");
});

test("drafts that never reached the server are found again, by their author only", () => {
  const { saver, backups } = aSaver({ autosave: false });
  saver.edit(draft("Unsent"));
  expect(backups.listUnsent().map(({ draft }) => draft.body)).toEqual(["Unsent"]);
  expect(memory().listUnsent()).toEqual([]);
});
