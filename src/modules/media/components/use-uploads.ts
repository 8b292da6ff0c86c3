"use client";

import { useParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import type { MediaItem } from "../schemas";
import { sendFile } from "./send-file";

export interface UploadTask {
  id: string;
  file: File;
  state: "waiting" | "sending" | "failed";
  /** From 0 to 1; at 1 the file has left and the server looks at it. */
  ratio: number;
  /** A message key under `errors`, once it has failed. */
  reason: string | null;
}

export interface Uploads {
  tasks: readonly UploadTask[];
  add: (files: readonly File[]) => void;
  /** Stop an upload, or put a failed one away. */
  drop: (id: string) => void;
  retry: (id: string) => void;
}

const sendersMax = 3;

/** Uploads in progress, a few at a time; each file that the library keeps is handed to `onKept`. */
export function useUploads(onKept: (item: MediaItem) => void): Uploads {
  const { workspace = "" } = useParams<{ workspace?: string }>() ?? {};
  const [tasks, setTasks] = useState<readonly UploadTask[]>([]);
  const senders = useRef(new Map<string, AbortController>());
  const kept = useRef(onKept);
  useEffect(() => {
    kept.current = onKept;
  }, [onKept]);
  useEffect(() => {
    const running = senders.current;
    return () => {
      for (const sender of running.values()) sender.abort();
    };
  }, []);

  const change = useCallback((id: string, part: Partial<UploadTask>) => {
    setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...part } : task)));
  }, []);
  const forget = useCallback((id: string) => {
    setTasks((all) => all.filter((task) => task.id !== id));
  }, []);

  const send = useCallback(
    async ({ id, file }: UploadTask) => {
      const sender = new AbortController();
      senders.current.set(id, sender);
      change(id, { state: "sending" });
      const onProgress = (ratio: number) => change(id, { ratio });
      const result = await sendFile({ file, workspace, signal: sender.signal, onProgress });
      senders.current.delete(id);
      if (result.status === "refused") return change(id, { state: "failed", reason: result.reason });
      forget(id);
      if (result.status === "kept") kept.current(result.item);
    },
    [change, forget, workspace],
  );

  useEffect(() => {
    const free = sendersMax - senders.current.size;
    const next = tasks.filter(({ id, state }) => state === "waiting" && !senders.current.has(id));
    for (const task of next.slice(0, Math.max(0, free))) void send(task);
  }, [tasks, send]);

  const add = useCallback((files: readonly File[]) => {
    const fresh = files.map(
      (file): UploadTask => ({ id: crypto.randomUUID(), file, state: "waiting", ratio: 0, reason: null }),
    );
    setTasks((all) => [...all, ...fresh]);
  }, []);
  const drop = useCallback(
    (id: string) => {
      senders.current.get(id)?.abort();
      forget(id);
    },
    [forget],
  );
  const retry = useCallback(
    (id: string) => change(id, { state: "waiting", ratio: 0, reason: null }),
    [change],
  );
  return { tasks, add, drop, retry };
}
