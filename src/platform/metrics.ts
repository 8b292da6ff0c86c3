import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

// Labels come from closed lists: a template of a route, never an address; no tenant, person or id.
const requestMetrics = (registers: Registry[]) => ({
  httpDuration: new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Time to answer a request of the API, by template of its route",
    labelNames: ["route", "method", "status_class"] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    registers,
  }),
});

const publishingMetrics = (registers: Registry[]) => ({
  publishLateness: new Histogram({
    name: "publish_lateness_seconds",
    help: "From the instant that a post was due to the start of its first call",
    labelNames: ["network"] as const,
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800],
    registers,
  }),
  publishOutcomes: new Counter({
    name: "publish_outcome_total",
    help: "Attempts to publish, by how they ended",
    labelNames: ["network", "outcome"] as const,
    registers,
  }),
});

const queueMetrics = (registers: Registry[]) => ({
  publishUnconfirmed: new Gauge({
    name: "publish_unconfirmed",
    help: "Deliveries whose outcome is not known yet",
    registers,
  }),
  oldestDue: new Gauge({
    name: "job_oldest_due_seconds",
    help: "How long the oldest due delivery has waited",
    registers,
  }),
});

const auditMetrics = (registers: Registry[]) => ({
  auditChainOk: new Gauge({
    name: "audit_chain_ok",
    help: "1 while every workspace's sealed history verifies",
    registers,
  }),
  auditUnsealed: new Gauge({
    name: "audit_unsealed_rows",
    help: "Rows of history that wait for their seal",
    registers,
  }),
});

function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    ...requestMetrics(registers),
    ...publishingMetrics(registers),
    ...queueMetrics(registers),
    ...auditMetrics(registers),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;

const slot = globalThis as unknown as { publifyMetrics?: Metrics };

/** The metrics of this process; bundles are separate module instances, so they sit on `globalThis`. */
export const metrics = (): Metrics => (slot.publifyMetrics ??= createMetrics());

/** `2xx`, `4xx` …: the only form in which a status becomes a label. */
export const statusClassOf = (status: number): string => `${Math.trunc(status / 100)}xx`;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Note how long a request took, by the template of its route (`/api/v1/posts/{postId}`). */
export function observeHttp(route: string, method: string, status: number, seconds: number): void {
  const labels = {
    route,
    method: METHODS.has(method) ? method : "OTHER",
    status_class: statusClassOf(status),
  };
  metrics().httpDuration.observe(labels, seconds);
}
