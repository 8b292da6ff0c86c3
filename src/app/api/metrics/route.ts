import { createHash, timingSafeEqual } from "node:crypto";
import { getEnv } from "@/platform/env";
import { metrics } from "@/platform/metrics";

export const dynamic = "force-dynamic";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Prometheus text for whoever holds `METRICS_TOKEN`; without that variable there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const { metricsToken } = getEnv();
  if (!metricsToken) return new Response(null, { status: 404 });
  const given = /^Bearer\s+(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  if (!timingSafeEqual(digest(given), digest(metricsToken)))
    return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  const { registry } = metrics();
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
