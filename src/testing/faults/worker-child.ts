import { openDatabase, setDatabase } from "@/db/client";
import { systemClock } from "@/kernel/context";
import { hourMs, secondMs } from "@/kernel/time";
import { dispatch } from "@/modules/publishing/commands/dispatch";
import type { LookupResult, Network, PublishResult } from "@/networks/contract";
import { parseEnv } from "@/platform/env";
import { createHttpClient } from "@/platform/http";
import { labBase } from "../lab-network";

/** One process of the application for the campaign on real processes: dispatches until it is killed. */
const [databaseUrl = "", networkUrl = ""] = process.argv.slice(2);
(globalThis as unknown as { publifyEnv?: unknown }).publifyEnv = parseEnv({
  NODE_ENV: "test",
  APP_URL: "http://localhost:3000",
  PUBLIFY_EMBEDDED: "true",
  DATABASE_URL: databaseUrl,
  AUTH_SECRET: "a secret that only tests know, of some length",
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
  LOG_LEVEL: "silent",
});
setDatabase(openDatabase({ url: databaseUrl, driver: "pg", poolMax: 6 }));
const http = createHttpClient({ allowPrivate: () => true });

async function publish(place: string, signal: AbortSignal): Promise<PublishResult> {
  const sent = await http.send({ url: networkUrl + place, method: "PUT", signal });
  if (sent.kind === "not_sent")
    return { status: "retry", reason: "not_sent", afterMs: null, detail: sent.detail, answer: null };
  const answer = { httpStatus: sent.status, body: null };
  if (sent.kind === "no_answer") return { status: "unknown", detail: sent.detail, answer };
  return { status: "published", externalId: place, url: null, answer };
}

async function lookup(place: string, signal: AbortSignal): Promise<LookupResult> {
  const found = await http.send({ url: networkUrl + place, signal });
  if (found.kind !== "response") return { status: "unknown", detail: found.detail, answer: null };
  const answer = { httpStatus: found.status, body: null };
  return found.status === 200
    ? { status: "found", externalId: place, url: null, answer }
    : { status: "absent", answer };
}

const base = {
  ...labBase,
  connect: { type: "none" as const },
  timeoutMs: 2 * secondMs,
  settleMs: secondMs,
  test: async () => ({ status: "ok" as const, capabilities: null }),
};

const NETWORKS: Record<string, Network> = {
  keyed: {
    ...base,
    key: "keyed",
    resendWindowMs: 24 * hourMs,
    publish: ({ dedupeKey, signal }) => publish(`/keyed/${dedupeKey}`, signal),
  },
  searched: {
    ...base,
    key: "searched",
    publish: ({ dedupeKey, signal }) => publish(`/searched/${dedupeKey}`, signal),
    lookup: ({ dedupeKey, signal }) => lookup(`/searched/${dedupeKey}`, signal),
  },
};

process.stdout.write("ready\n");
for (;;) {
  const until = new Date(Date.now() + 20 * secondMs);
  const options = {
    clock: systemClock,
    http,
    networks: (key: string) => NETWORKS[key],
    traceId: "real",
    until,
  };
  await dispatch(options).catch(() => undefined);
  await systemClock.sleepUntil(new Date(Date.now() + 200));
}
