import { systemClock } from "@/kernel/context";
import { answerFeed } from "@/modules/sharing/queries";
import { visitorOf } from "@/platform/client-address";
import { rateLimit } from "@/platform/ratelimit";

/** A plan as a feed for calendar programs, for whoever holds its secret. */
export async function GET(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const { allowed, retryAfterMs } = await rateLimit("share.read", visitorOf(request.headers));
  if (!allowed)
    return new Response(null, {
      status: 429,
      headers: { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) },
    });
  const token = (await params).token.replace(/\.ics$/, "");
  const answer = await answerFeed(token, systemClock);
  if (answer.status !== "open")
    return new Response(null, { status: answer.status === "unknown" ? 404 : 410 });
  const headers = {
    "content-type": "text/calendar; charset=utf-8",
    "content-disposition": `inline; filename="plan.ics"`,
    "cache-control": "private, max-age=300",
    "x-robots-tag": "noindex",
    etag: answer.etag,
  };
  if (request.headers.get("if-none-match") === answer.etag)
    return new Response(null, { status: 304, headers });
  return new Response(answer.text, { headers });
}
