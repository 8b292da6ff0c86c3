import { describe, expect, test } from "vitest";
import type { MediaItem } from "../schemas";
import type { SendResult } from "./send-file";
import { obviousProblem, reasonOf } from "./send-file";
import { UploadQueue } from "./upload-queue";

const aFile = (name: string) => new File(["x"], name, { type: "image/png" });
const item = { assetId: "asset_1" } as unknown as MediaItem;

/** A queue whose sends end when the test says so. */
function aQueue() {
  const sends: {
    name: string;
    signal: AbortSignal;
    onProgress: (ratio: number) => void;
    end: (result: SendResult) => void;
  }[] = [];
  const queue = new UploadQueue(({ file, signal, onProgress }) => {
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    signal.addEventListener("abort", () => resolve({ status: "cancelled" }));
    sends.push({ name: file.name, signal, onProgress, end: resolve });
    return promise;
  });
  const kept: MediaItem[] = [];
  queue.subscribeKept((each) => kept.push(each));
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const states = () => queue.tasks().map(({ file, state }) => `${file.name} ${state}`);
  return { queue, sends, kept, settle, states };
}

describe("the queue of uploads", () => {
  test("sends three at a time, in order, and the next when one ends", async () => {
    const { queue, sends, kept, settle, states } = aQueue();
    queue.add(["a", "b", "c", "d"].map(aFile));
    expect(states()).toEqual(["a sending", "b sending", "c sending", "d waiting"]);
    sends[1]?.end({ status: "kept", item });
    await settle();
    expect(states()).toEqual(["a sending", "c sending", "d sending"]);
    expect(kept).toEqual([item]);
  });

  test("tells how far a file is, and keeps a refused one with its reason until it is retried or put away", async () => {
    const { queue, sends, settle, states } = aQueue();
    queue.add([aFile("a")]);
    sends[0]?.onProgress(0.5);
    expect(queue.tasks()).toMatchObject([{ ratio: 0.5 }]);
    sends[0]?.end({ status: "refused", reason: "asset.type" });
    await settle();
    expect(queue.tasks()).toMatchObject([{ state: "failed", reason: "asset.type" }]);
    queue.retry(queue.tasks()[0]?.id ?? "");
    expect(queue.tasks()).toMatchObject([{ state: "sending", ratio: 0, reason: null }]);
    sends[1]?.end({ status: "refused", reason: "upload.failed" });
    await settle();
    queue.drop(queue.tasks()[0]?.id ?? "");
    expect(states()).toEqual([]);
  });

  test("stops what is cancelled, and everything when it closes", async () => {
    const { queue, sends, kept, settle, states } = aQueue();
    queue.add([aFile("a"), aFile("b")]);
    queue.drop(queue.tasks()[0]?.id ?? "");
    await settle();
    expect(sends[0]?.signal.aborted).toBe(true);
    expect(states()).toEqual(["b sending"]);
    queue.close();
    expect(sends[1]?.signal.aborted).toBe(true);
    expect(kept).toEqual([]);
  });
});

test.each([
  [{ size: 0, type: "image/png" }, "asset.empty"],
  [{ size: 1, type: "image/svg+xml" }, "asset.type"],
  [{ size: 1, type: "" }, "asset.type"],
  [{ size: 17 * 2 ** 20, type: "image/jpeg" }, "asset.too_large"],
  [{ size: 17 * 2 ** 20, type: "video/mp4" }, null],
])("before sending, %j has the problem %s", (file, problem) => {
  expect(obviousProblem(file)).toBe(problem);
});

test.each([
  [{ message: "permission.missing", httpStatus: null }, "permission.missing"],
  [{ message: "XHR failed 413", httpStatus: 413 }, "asset.too_large"],
  [{ message: "XHR failed 415", httpStatus: 415 }, "asset.type"],
  [{ message: "XHR failed 507", httpStatus: 507 }, "storage.full"],
  [{ message: "XHR failed 502", httpStatus: 502 }, "upload.failed"],
  [{ message: "Invalid config: FileSizeMismatch", httpStatus: null }, "asset.too_large"],
  [{ message: "Invalid config: InvalidFileType", httpStatus: null }, "asset.type"],
])("a failure %j is told as %s", (failure, reason) => {
  expect(reasonOf(failure)).toBe(reason);
});
