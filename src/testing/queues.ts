import { and, eq } from "drizzle-orm";
import { beforeEach } from "vitest";
import { getDatabase } from "@/db/client";
import { type Ctx, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import type { PostView } from "@/modules/publishing/schemas";
import { deliveries } from "@/modules/publishing/tables";
import { addToQueue } from "@/modules/queues/commands/add";
import { setSlots } from "@/modules/queues/commands/slots";
import { getQueue } from "@/modules/queues/queries";
import { type SlotInput, slotInput } from "@/modules/queues/schemas";
import { aWorkspace } from "./context";
import { VirtualClock } from "./faults/virtual-clock";
import { aLabChannel, aPost } from "./publishing";

/** The dispatcher works for all workspaces: what another test left behind is none of this one's business. */
export const forgetDeliveries = (): void =>
  beforeEach(() =>
    getDatabase()
      .db.delete(deliveries)
      .then(() => undefined),
  );

/** These times on each day. */
export const daily = (...times: string[]): SlotInput[] =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => times.map((time) => slotInput.parse({ weekday, time })));

export const published = {
  status: "published",
  externalId: "x1",
  url: "https://lab.test/x1",
  answer: { httpStatus: 200, body: null },
} as const;

/** Saturday morning in a workspace of this zone, with a channel that posts every day at these times. */
export async function aQueue(times: readonly string[] = ["09:00", "17:00"], timeZone = "UTC") {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock, timeZone });
  const channelId = await aLabChannel(ctx);
  await setSlots(ctx, { channelId, slots: daily(...times), reflow: true });
  return { clock, ctx, channelId };
}

/** Drafts of these texts, queued one after the other. */
export async function queuePosts(
  ctx: Ctx,
  channelId: Id<"channel">,
  ...bodies: string[]
): Promise<PostView[]> {
  const posts: PostView[] = [];
  for (const body of bodies) {
    const { id: postId } = await aPost(ctx, [channelId], body);
    posts.push(await addToQueue(ctx, { postId }));
  }
  return posts;
}

/** What stands where, as `hour day: text`. */
export async function standing(ctx: Ctx, channelId: Id<"channel">): Promise<string[]> {
  const { rows } = await getQueue(ctx, { channelId, days: 30 });
  return rows.flatMap(({ at, entry }) =>
    entry ? [`${at.toISOString().slice(5, 16).replace("T", " ")} ${entry.excerpt}`] : [],
  );
}
/** The only delivery of a post. */
export const deliveryOf = (post: PostView | undefined): Id<"delivery"> => {
  const [delivery] = post?.deliveries ?? [];
  if (!delivery) throw new Error("The post has no delivery");
  return delivery.id;
};
/** How often a delivery was taken out of a worker's hands. */
export const fenceOf = async (ctx: Ctx, id: Id<"delivery">): Promise<number> =>
  inTransaction(ctx, async ({ db, tenantId }) => {
    const [row] = await db
      .select({ fence: deliveries.fence })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, id)));
    return row?.fence ?? -1;
  });
