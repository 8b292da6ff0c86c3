import { DomainError } from "@/kernel/errors";
import { finishConnection } from "@/modules/channels/commands/finish";
import { findConnectionSeat } from "@/modules/channels/queries";
import { listWorkspaces } from "@/modules/workspaces/queries";
import { getEnv } from "@/platform/env";
import { log } from "@/platform/log";
import { createContext } from "@/trpc/context";

// The address holds a code that is good for one use: it goes into no cache and to no other site.
const headers = { "cache-control": "no-store", "referrer-policy": "no-referrer" };
const goTo = (path: string): Response =>
  new Response(null, { status: 303, headers: { ...headers, location: getEnv().appUrl + path } });

const refusedIn = (slug: string, reason: string) =>
  goTo(`/${slug}/channels?refused=${encodeURIComponent(reason)}`);

/** Where a network sends the person back to, with its answer in the query. */
export async function GET(request: Request, { params }: { params: Promise<{ network: string }> }) {
  const { network } = await params;
  const answer = new URL(request.url).searchParams;
  const context = createContext({ headers: request.headers });
  const user = await context.requireUser().catch(() => null);
  if (!user) return goTo("/sign-in");
  const seat = await findConnectionSeat(user.userId, answer.get("state") ?? "");
  if (!seat) {
    const [workspace] = await listWorkspaces(user.userId);
    return workspace ? refusedIn(workspace.slug, "connection.unknown") : goTo("/");
  }
  const { clock, traceId } = context;
  const actor = { type: "user", userId: user.userId, role: seat.role } as const;
  try {
    const ctx = { tenantId: seat.tenantId, actor, clock, traceId };
    const { outcome, channel } = await finishConnection(ctx, { network, answer });
    return goTo(`/${seat.slug}/channels?${outcome}=${channel.id}`);
  } catch (error) {
    log().warn({ error, network }, "a connection was not finished");
    return refusedIn(seat.slug, error instanceof DomainError ? error.reason : "unexpected");
  }
}
