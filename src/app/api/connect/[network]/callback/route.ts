import { DomainError } from "@/kernel/errors";
import { hashOfState } from "@/modules/channels/commands/begin";
import { finishConnection } from "@/modules/channels/commands/finish";
import { findConnectionSeat } from "@/modules/channels/queries";
import { listWorkspaces } from "@/modules/workspaces/queries";
import { getEnv } from "@/platform/env";
import { log } from "@/platform/log";
import { createContext } from "@/trpc/context";

// The address holds a code that is good for one use: it goes into no cache and to no other site.
const goTo = (path: string): Response =>
  new Response(null, {
    status: 303,
    headers: {
      location: getEnv().appUrl + path,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });

/** Where a network sends the person back to, with its answer in the query. */
export async function GET(request: Request, { params }: { params: Promise<{ network: string }> }) {
  const { network } = await params;
  const answer = new URL(request.url).searchParams;
  const context = createContext({ headers: request.headers });
  const user = await context.requireUser().catch(() => null);
  if (!user) return goTo("/sign-in");
  const { userId } = user;
  const seat = await findConnectionSeat(userId, hashOfState(answer.get("state") ?? ""));
  if (!seat) {
    const [workspace] = await listWorkspaces(userId);
    return goTo(workspace ? `/${workspace.slug}/channels?refused=connection.unknown` : "/");
  }
  const { tenantId, slug, role } = seat;
  const { clock, traceId } = context;
  try {
    const ctx = { tenantId, actor: { type: "user", userId, role }, clock, traceId } as const;
    const { outcome, channel } = await finishConnection(ctx, { network, answer });
    return goTo(`/${slug}/channels?${outcome}=${channel.id}`);
  } catch (error) {
    const reason = error instanceof DomainError ? error.reason : "unexpected";
    log().warn({ error, network, traceId }, "a connection was not finished");
    const meant = seat.channelId ? `&channel=${seat.channelId}` : "";
    return goTo(`/${slug}/channels?refused=${encodeURIComponent(reason)}${meant}`);
  }
}
