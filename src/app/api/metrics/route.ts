import { createHash, timingSafeEqual } from "node:crypto";
import { systemClock } from "@/kernel/context";
import { secondMs } from "@/kernel/time";
import { countUnsealed } from "@/modules/audit/queries";
import { measureBacklog } from "@/modules/doctor/queries";
import { getEnv } from "@/platform/env";
import { log } from "@/platform/log";
import { metrics } from "@/platform/metrics";

export const dynamic = "force-dynamic";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Set what is counted at the moment of the scrape; `NaN` says that the database could not be asked. */
async function measureNow(): Promise<void> {
  const { oldestDue, publishUnconfirmed, auditUnsealed } = metrics();
  try {
    const [backlog, unsealed] = await Promise.all([measureBacklog(systemClock.now()), countUnsealed()]);
    oldestDue.set(backlog.oldestDueMs / secondMs);
    publishUnconfirmed.set(backlog.unconfirmed);
    auditUnsealed.set(unsealed);
  } catch (error) {
    log().warn({ error }, "the backlog could not be measured");
    for (const gauge of [oldestDue, publishUnconfirmed, auditUnsealed]) gauge.set(Number.NaN);
  }
}

/** Prometheus text for whoever holds `METRICS_TOKEN`; without that variable there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const { metricsToken } = getEnv();
  if (!metricsToken) return new Response(null, { status: 404 });
  const given = /^Bearer\s+(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  if (!timingSafeEqual(digest(given), digest(metricsToken)))
    return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  await measureNow();
  const { registry } = metrics();
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
