import { eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import type { WaitingClock } from "@/kernel/context";
import { type Id, newId } from "@/kernel/ids";
import { createSiteChannel } from "@/modules/channels/commands/create-site";
import { channels } from "@/modules/channels/tables";
import { type DispatchReport, dispatch } from "@/modules/publishing/commands/dispatch";
import { createPost } from "@/modules/publishing/commands/drafts";
import { createPostInput, type PostView } from "@/modules/publishing/schemas";
import type { Network, PublishCall, PublishResult } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { createHttpClient } from "@/platform/http";
import { labBase } from "./lab-network";

/** The workspace's Site channel: publishing to it needs nothing outside the product. */
export const aSiteChannel = async (ctx: Ctx): Promise<Id<"channel">> =>
  (await inTransaction(ctx, createSiteChannel)).channelId;

/** A channel on a network of the tests, active. */
export async function aLabChannel(ctx: Ctx, network = "lab"): Promise<Id<"channel">> {
  const id = newId("channel");
  await inTransaction(ctx, ({ db, tenantId }) =>
    db.insert(channels).values({
      id,
      tenantId,
      network,
      externalId: id,
      name: "Lab",
      handle: "lab",
      state: "active",
      capabilities: labBase.capabilities,
    }),
  );
  return id;
}

export const setChannelState = (ctx: Ctx, id: Id<"channel">, state: "active" | "broken" | "disconnected") =>
  inTransaction(ctx, ({ db }) => db.update(channels).set({ state }).where(eq(channels.id, id)));

/** A draft that goes to these channels. */
export const aPost = (
  ctx: Ctx,
  channelIds: readonly Id<"channel">[],
  body = "Hello from the test",
): Promise<PostView> =>
  createPost(ctx, createPostInput.parse({ body, variants: channelIds.map((channelId) => ({ channelId })) }));

/** A network whose answers the test decides, one after the other; the last one repeats. */
export function scripted(
  answers: readonly PublishResult[],
  more: Partial<Network> = {},
): Network & { calls: number; lastBody: string | null } {
  const network = {
    ...labBase,
    key: "lab",
    connect: { type: "none" } as const,
    test: async () => ({ status: "ok" as const, capabilities: null }),
    ...more,
    calls: 0,
    lastBody: null as string | null,
    publish: async ({ content }: PublishCall): Promise<PublishResult> => {
      network.lastBody = content.body;
      const answer = answers[Math.min(network.calls, answers.length - 1)];
      network.calls += 1;
      return answer ?? { status: "unknown", detail: "no answer planned", answer: null };
    },
  };
  return network;
}

/** One pass of the dispatcher at the clock's time, over the real networks and the given ones. */
export function dispatchNow(clock: WaitingClock, ...own: Network[]): Promise<DispatchReport> {
  return dispatch({
    clock,
    http: createHttpClient(),
    networks: (key) => own.find((network) => network.key === key) ?? findNetwork(key),
    traceId: "test",
    until: new Date(clock.now().getTime() + 60_000),
    lookaheadMs: 0,
    random: () => 0,
  });
}
