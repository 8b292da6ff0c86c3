import type { Id } from "@/kernel/ids";
import { secondMs } from "@/kernel/time";
import { type ServerError, serverErrorOf } from "@/ui/forms/server-error";
import type { PostView } from "../schemas";
import type { DraftBackups } from "./composer-backup";
import { type ContentInput, contentInputOf, type Draft, draftOf, isBlank, markOf } from "./composer-state";

/** Where a draft stands between the page and the server. */
export type SaveStatus =
  /** Nothing was written. */
  | { kind: "idle" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  | { kind: "retrying"; error: unknown }
  | { kind: "offline" }
  /** The server will not take it as it stands. */
  | { kind: "refused"; error: unknown }
  /** Somebody saved another version in between. */
  | { kind: "conflict"; newer: PostView };

/** The calls that keep a draft; they throw what the server answers. */
export interface DraftTransport {
  get(postId: Id<"post">): Promise<PostView>;
  create(input: ContentInput & { postId: Id<"post"> }): Promise<PostView>;
  update(input: ContentInput & { postId: Id<"post">; revision: number }): Promise<PostView>;
}

export interface DraftSaverOptions {
  postId: Id<"post">;
  /** The post as the server has it; null while it has none. */
  post: PostView | null;
  /** What is on the page. */
  draft: Draft;
  /** Off for a post that is planned: what is saved of it goes out. */
  autosave: boolean;
  transport: DraftTransport;
  backups: DraftBackups;
  isOnline?: () => boolean;
  now?: () => Date;
}

export interface SaverSnapshot {
  status: SaveStatus;
  post: PostView | null;
  dirty: boolean;
}

/** Long enough to let a sentence flow, short enough that nobody waits for it. */
export const saveDelayMs = 1_200;
const retryFirstMs = 2 * secondMs;
const retryMaxMs = 30 * secondMs;

type Failure = "conflict" | "passing" | "final";

function failureOf(server: ServerError | null): Failure {
  if (!server) return "passing";
  if (server.reason === "post.stale_revision") return "conflict";
  return ["UNAVAILABLE", "UNEXPECTED", "LIMITED"].includes(server.code) ? "passing" : "final";
}

/** Keeps one draft: in this browser at once, on the server soon after; one call at a time, nothing overwritten. */
export class DraftSaver {
  readonly postId: Id<"post">;
  private snapshot: SaverSnapshot;
  private post: PostView | null;
  private autosave: boolean;
  private latest: Draft;
  private savedMark: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private failures = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: DraftSaverOptions) {
    const { postId, post, draft, autosave } = options;
    this.postId = postId;
    this.autosave = autosave;
    this.post = post;
    this.latest = draft;
    this.savedMark = post ? markOf(draftOf(post)) : "";
    this.snapshot = { status: this.settled(), post, dirty: this.isDirty };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getSnapshot = (): SaverSnapshot => this.snapshot;

  /** Take what the author has just written. */
  edit(draft: Draft): void {
    if (draft === this.latest) return;
    this.latest = draft;
    clearTimeout(this.timer);
    if (!this.isDirty) {
      this.options.backups.remove(this.postId);
      if (!this.running) this.show(this.settled());
      return;
    }
    this.backUp();
    const { kind } = this.snapshot.status;
    if (kind === "conflict") return this.show(this.snapshot.status);
    if (!this.running) this.show({ kind: "unsaved" });
    if (this.autosave) this.arm(saveDelayMs);
  }

  /** Whether what is written is saved by itself; changes when a post is planned or taken out of the plan. */
  setAutosave(autosave: boolean): void {
    this.autosave = autosave;
  }

  /** Save now what is on the page. @throws what the server answered. */
  async save(): Promise<PostView | null> {
    clearTimeout(this.timer);
    do {
      if (this.isDirty || this.running) await this.flight();
    } while (this.isDirty);
    return this.post;
  }

  /** Try again at once, after the connection is back or at the author's asking. */
  retry(): void {
    if (this.isDirty) this.attempt();
  }

  /** Put the server's version in the place of ours; what was ours is the caller's to keep. */
  takeNewer(newer: PostView): Draft {
    const draft = draftOf(newer);
    this.post = newer;
    this.latest = draft;
    this.savedMark = markOf(draft);
    this.options.backups.remove(this.postId);
    this.show({ kind: "saved", at: newer.updatedAt });
    return draft;
  }

  /** The post was changed by another call of this page, such as scheduling. */
  note(post: PostView): void {
    this.post = post;
    this.show(this.snapshot.status);
  }

  /** Forget what is unsaved: it was put elsewhere, or thrown away. */
  abandon(): void {
    clearTimeout(this.timer);
    this.savedMark = markOf(this.latest);
    this.options.backups.remove(this.postId);
    this.show({ kind: "idle" });
  }

  /** The page goes away: send what is left; the browser's copy stays until that has worked. */
  close(): void {
    clearTimeout(this.timer);
    if (this.autosave && this.isDirty && this.snapshot.status.kind !== "conflict") this.attempt();
  }

  private get isDirty(): boolean {
    if (!this.post && isBlank(this.latest)) return false;
    return markOf(this.latest) !== this.savedMark;
  }

  private arm(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.attempt(), delayMs);
  }

  private attempt(): void {
    // The status tells of a failure; nobody waits for this promise.
    this.once().catch(() => undefined);
  }

  /** One call; what is typed meanwhile has its own delay. */
  private async once(): Promise<void> {
    await this.running;
    if (this.isDirty) await this.flight();
    if (this.isDirty && this.autosave) this.arm(saveDelayMs);
  }

  private flight(): Promise<void> {
    this.running ??= this.send().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async send(): Promise<void> {
    const { transport } = this.options;
    const draft = this.latest;
    const mark = markOf(draft);
    const { post } = this;
    const content = contentInputOf(draft);
    this.show({ kind: "saving" });
    try {
      const saved = post
        ? await transport.update({ ...content, postId: this.postId, revision: post.revision })
        : await transport.create({ ...content, postId: this.postId });
      this.keep(saved, post ? mark : markOf(draftOf(saved)));
    } catch (error) {
      await this.fail(error, mark);
    }
  }

  private keep(post: PostView, mark: string): void {
    this.post = post;
    this.savedMark = mark;
    this.failures = 0;
    const now = this.options.now?.() ?? new Date();
    if (this.isDirty) this.backUp();
    else this.options.backups.remove(this.postId);
    this.show({ kind: "saved", at: now });
  }

  private async fail(error: unknown, mark: string): Promise<void> {
    const server = serverErrorOf(error);
    const failure = failureOf(server);
    if (failure === "conflict") {
      const newer = await this.options.transport.get(this.postId).catch(() => null);
      // Our own call, whose answer was lost, is no conflict.
      if (newer && markOf(draftOf(newer)) === mark) return this.keep(newer, mark);
      if (newer) {
        this.show({ kind: "conflict", newer });
        throw error;
      }
    }
    if (failure === "final") this.show({ kind: "refused", error });
    else this.waitAndRetry(error, server?.retryAfterMs ?? 0);
    throw error;
  }

  private waitAndRetry(error: unknown, askedMs: number): void {
    const online = this.options.isOnline?.() ?? true;
    this.show(online ? { kind: "retrying", error } : { kind: "offline" });
    const delay = Math.min(retryFirstMs * 2 ** this.failures, retryMaxMs);
    this.failures += 1;
    if (this.autosave) this.arm(Math.max(delay, askedMs));
  }

  private backUp(): void {
    const revision = this.post?.revision ?? null;
    const at = (this.options.now?.() ?? new Date()).toISOString();
    this.options.backups.write({ postId: this.postId, revision, draft: this.latest, at });
  }

  private settled(): SaveStatus {
    const { post } = this;
    return post ? { kind: "saved", at: post.updatedAt } : { kind: "idle" };
  }

  private show(status: SaveStatus): void {
    this.snapshot = { status, post: this.post, dirty: this.isDirty };
    for (const listener of this.listeners) listener();
  }
}
