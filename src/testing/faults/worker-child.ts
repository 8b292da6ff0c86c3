import { dispatchRequested } from "@/modules/publishing/events";
import { hourMs, secondMs } from "@/kernel/time";
import type { LookupResult, Network, PublishResult } from "@/networks/contract";
import { NETWORKS } from "@/networks/registry";
import { boot } from "@/platform/boot";
import { parseEnv } from "@/platform/env";
import { getHttpClient } from "@/platform/http";
import { inngest } from "@/platform/inngest";
import { Shutdown } from "~/ops/launcher/shutdown";
import { labBase } from "../lab-network";

/**
 * One process of the product for the campaign on real processes, without its pages: the platform boots, publishes by its
 * own jobs, and stops as the launcher has it. Two networks of the campaign stand beside the product's own.
 */
const [databaseUrl = "", networkUrl = ""] = process.argv.slice(2);
(globalThis as unknown as { publifyEnv?: unknown }).publifyEnv = parseEnv({
  NODE_ENV: "test",
  APP_URL: "http://localhost:3000",
  PUBLIFY_EMBEDDED: "true",
  PUBLIFY_ALLOW_PRIVATE_HOSTS: new URL(networkUrl).host,
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_MAX: "8",
  AUTH_SECRET: "a secret that only tests know, of some length",
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
  LOG_LEVEL: "silent",
});

async function publish(place: string, signal: AbortSignal): Promise<PublishResult> {
  const headers = { "x-process": String(process.pid) };
  const sent = await getHttpClient().send({ url: networkUrl + place, method: "PUT", headers, signal });
  if (sent.kind === "not_sent")
    return { status: "retry", reason: "not_sent", afterMs: null, detail: sent.detail, answer: null };
  const answer = { httpStatus: sent.status, body: null };
  if (sent.kind === "no_answer") return { status: "unknown", detail: sent.detail, answer };
  return { status: "published", externalId: place, url: null, answer };
}

async function lookup(place: string, signal: AbortSignal): Promise<LookupResult> {
  const found = await getHttpClient().send({ url: networkUrl + place, signal });
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

const networks: Record<"keyed" | "searched", Network> = {
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

(NETWORKS as Network[]).push(...Object.values(networks));

const shutdown = new Shutdown();
shutdown.onSignals();
const runtime = await boot();
shutdown.defer(() => runtime.stop());
// The regular wake comes with the minute; a process that has just come up need not wait for it.
await inngest.send({ name: dispatchRequested.name, data: { at: new Date().toISOString() } });
process.stdout.write("ready\n");
