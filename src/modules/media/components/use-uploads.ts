"use client";

import { useParams } from "next/navigation";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { MediaItem } from "../schemas";
import { sendFile } from "./send-file";
import { UploadQueue, type UploadTask } from "./upload-queue";

export interface Uploads extends Pick<UploadQueue, "add" | "drop" | "retry"> {
  tasks: readonly UploadTask[];
}

const none: readonly UploadTask[] = [];

/** Uploads of this part of the page; each file that the library keeps is handed to `onKept`. */
export function useUploads(onKept: (item: MediaItem) => void): Uploads {
  const { workspace = "" } = useParams<{ workspace?: string }>() ?? {};
  const [queue] = useState(() => new UploadQueue((options) => sendFile({ ...options, workspace })));
  useEffect(() => queue.subscribeKept(onKept), [queue, onKept]);
  useEffect(() => () => queue.close(), [queue]);
  const tasks = useSyncExternalStore(queue.subscribe, queue.tasks, () => none);
  return { tasks, add: queue.add, drop: queue.drop, retry: queue.retry };
}
