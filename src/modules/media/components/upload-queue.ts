import type { MediaItem } from "../schemas";
import type { SendOptions, SendResult } from "./send-file";

export interface UploadTask {
  id: string;
  file: File;
  state: "waiting" | "sending" | "failed";
  /** From 0 to 1; at 1 the file has left and the server looks at it. */
  ratio: number;
  /** A message key under `errors`, once it has failed. */
  reason: string | null;
}

type Send = (options: Pick<SendOptions, "file" | "signal" | "onProgress">) => Promise<SendResult>;

const sendersMax = 3;

const aTask = (file: File): UploadTask => ({
  id: crypto.randomUUID(),
  ...{ file, state: "waiting", ratio: 0, reason: null },
});

/** Uploads in progress, a few at a time, in the order in which they were added. */
export class UploadQueue {
  #tasks: readonly UploadTask[] = [];
  readonly #senders = new Map<string, AbortController>();
  readonly #listeners = new Set<() => void>();
  readonly #keptListeners = new Set<(item: MediaItem) => void>();

  constructor(private readonly send: Send) {}

  /** The tasks; a new array with each change. */
  readonly tasks = (): readonly UploadTask[] => this.#tasks;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Be told of each file that the library keeps. */
  readonly subscribeKept = (listener: (item: MediaItem) => void) => {
    this.#keptListeners.add(listener);
    return () => void this.#keptListeners.delete(listener);
  };

  readonly add = (files: readonly File[]): void => {
    this.#set([...this.#tasks, ...files.map(aTask)]);
    this.#advance();
  };

  /** Stop an upload, or put a failed one away. */
  readonly drop = (id: string): void => {
    this.#senders.get(id)?.abort();
    this.#forget(id);
  };

  readonly retry = (id: string): void => {
    this.#change(id, { state: "waiting", ratio: 0, reason: null });
    this.#advance();
  };

  /** Stop everything. */
  readonly close = (): void => {
    for (const sender of this.#senders.values()) sender.abort();
  };

  #set(tasks: readonly UploadTask[]): void {
    this.#tasks = tasks;
    for (const listener of this.#listeners) listener();
  }
  #change(id: string, part: Partial<UploadTask>): void {
    this.#set(this.#tasks.map((task) => (task.id === id ? { ...task, ...part } : task)));
  }
  #forget(id: string): void {
    this.#set(this.#tasks.filter((task) => task.id !== id));
  }

  #advance(): void {
    const waiting = this.#tasks.filter(({ state }) => state === "waiting");
    const free = Math.max(0, sendersMax - this.#senders.size);
    for (const task of waiting.slice(0, free)) void this.#run(task);
  }

  async #run({ id, file }: UploadTask): Promise<void> {
    const sender = new AbortController();
    this.#senders.set(id, sender);
    this.#change(id, { state: "sending" });
    const onProgress = (ratio: number) => this.#change(id, { ratio });
    const result = await this.send({ file, signal: sender.signal, onProgress });
    this.#senders.delete(id);
    if (result.status === "refused") this.#change(id, { state: "failed", reason: result.reason });
    else this.#forget(id);
    if (result.status === "kept") for (const listener of this.#keptListeners) listener(result.item);
    this.#advance();
  }
}
