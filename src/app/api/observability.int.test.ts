import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase, setDatabase } from "@/db/client";
import { deliveries } from "@/modules/publishing/tables";
import { metrics, observeHttp } from "@/platform/metrics";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aFullWorkspace } from "@/testing/full-workspace";
import { GET as getHealth } from "./health/route";
import { GET as getMetrics } from "./metrics/route";

const token = "scrape-me";
useEnvironment({ METRICS_TOKEN: token });
useDatabase();

const scrape = (headers: Record<string, string> = {}) =>
  getMetrics(new Request("http://localhost:3000/api/metrics", { headers }));

describe("/api/metrics", () => {
  test.each([[{}], [{ authorization: "Bearer wrong" }], [{ authorization: token }]])(
    "refuses %j",
    async (headers) => expect((await scrape(headers as Record<string, string>)).status).toBe(401),
  );

  test("gives Prometheus text to whoever holds the token", async () => {
    observeHttp("/api/v1/posts/{postId}", "GET", 404, 0.02);
    observeHttp("/api/v1/posts", "BREW", 200, 0.02);
    metrics().publishLateness.observe({ network: "bluesky" }, 0.004);
    const response = await scrape({ authorization: `Bearer ${token}` });
    const text = await response.text();
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(text).toContain(
      'http_server_request_duration_seconds_count{route="/api/v1/posts/{postId}",method="GET",status_class="4xx"} 1',
    );
    expect(text).toContain('method="OTHER"');
    expect(text).toContain('publish_lateness_seconds_bucket{le="0.005",network="bluesky"} 1');
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \d/);
  });
});

test("the scrape measures what waits", async () => {
  const { ctx, deliveryId } = await aFullWorkspace();
  const late = new Date(Date.now() - 90_000);
  await getDatabase()
    .db.update(deliveries)
    .set({ state: "unconfirmed", dueAt: late })
    .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, deliveryId)));
  const text = await (await scrape({ authorization: `Bearer ${token}` })).text();
  expect(text).toContain("publish_unconfirmed 1");
  expect(Number(/^job_oldest_due_seconds (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(89);
  expect(text).toMatch(/^audit_unsealed_rows 0$/m);
});

describe("/api/health", () => {
  test("is 200 once the database answers", async () => {
    const response = await getHealth();
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });

  test("is 503 and says what is wrong while it does not", async () => {
    const working = getDatabase();
    setDatabase({ ...working, db: { execute: () => Promise.reject(new Error("down")) } as never });
    const response = await getHealth();
    setDatabase(working);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: "unavailable",
      problems: { database: "The database does not answer" },
    });
  });
});
