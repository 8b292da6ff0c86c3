import "server-only";
import { readFile, statfs } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { z } from "zod";

/** Whether something listens at `host:port`. For addresses from our own environment only. */
export const isListening = (host: string, port: number, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });

/** Bytes that this process may still write on the disk of `folder`. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const marker = z.object({ finishedAt: z.coerce.date() });

/** File in the data folder that a backup writes when it is done: `{"finishedAt":"2026-11-21T03:00:00Z"}`. */
export const backupMarkerName = "last-backup.json";

/** When the last backup ended, as its marker tells; null when there is none, or it cannot be read. */
export async function lastBackupAt(dataFolder: string): Promise<Date | null> {
  try {
    return marker.parse(JSON.parse(await readFile(join(dataFolder, backupMarkerName), "utf8"))).finishedAt;
  } catch {
    return null;
  }
}

/** Status and time of our own health address, asked from here: whether the outside reaches it, only the outside knows. */
export async function askHealth(
  appUrl: string,
  signal: AbortSignal,
): Promise<{ status: number; latencyMs: number }> {
  const zero = performance.now();
  const response = await fetch(`${appUrl}/api/health`, { signal, redirect: "manual", cache: "no-store" });
  await response.arrayBuffer();
  return { status: response.status, latencyMs: performance.now() - zero };
}
