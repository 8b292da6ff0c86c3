import { inTransaction, type TxCtx } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { secondMs } from "@/kernel/time";
import { channels } from "@/modules/channels/tables";
import type { PostPart } from "@/modules/publishing/schemas";
import { deliveries, posts, variants } from "@/modules/publishing/tables";
import type { WorkspaceCtx } from "@/testing/context";
import type { NetworkClass } from "./ledger-network";
import type { Random } from "./random";

/** One delivery of the story: a post, or a part behind one. */
export interface Planned {
  deliveryId: Id<"delivery">;
  postId: Id<"post">;
  part: number;
  /** The delivery before it in its thread. */
  before: Id<"delivery"> | null;
  body: string;
  dueAt: number;
  /** Whether a person took it back, and whether that was accepted before it was being sent. */
  cancelled: boolean;
}

export interface Plan {
  channelIds: Id<"channel">[];
  planned: Planned[];
}

const thread = (bodies: readonly string[]): PostPart[] =>
  bodies.map((body) => ({ kind: "thread", body, media: [], delayMinutes: 0 }));

/** Write the posts of a story into its workspace: two channels, a few posts, some of them threads. */
export async function writePlan(
  ctx: WorkspaceCtx,
  networkClass: NetworkClass,
  seed: number,
  random: Random,
): Promise<Plan> {
  const channelIds = [newId("channel"), newId("channel")];
  const network = `ledger_${networkClass}`;
  const planned = await inTransaction(ctx, async (tx) => {
    await tx.db.insert(channels).values(
      channelIds.map((id, index) => ({
        ...{ id, tenantId: tx.tenantId, network, externalId: `a${index}`, name: "A", handle: "a" },
        state: "active" as const,
      })),
    );
    const posts: Planned[] = [];
    const count = 2 + random.below(3);
    for (let index = 0; index < count; index++) {
      const dueAt = tx.clock.now().getTime() + random.below(90) * secondMs;
      const length = 1 + (random.chance(0.3) ? 1 + random.below(3) : 0);
      const bodies = Array.from({ length }, (_, part) => `post ${index}.${part} of ${seed}`);
      posts.push(...(await writePost(tx, { network, channelId: random.pick(channelIds), bodies, dueAt })));
    }
    return posts;
  });
  return { channelIds, planned };
}

interface Thread {
  network: string;
  channelId: Id<"channel">;
  bodies: readonly string[];
  dueAt: number;
}

async function writePost(
  { db, tenantId }: TxCtx,
  { network, channelId, bodies, dueAt }: Thread,
): Promise<Planned[]> {
  const [postId, variantId] = [newId("post"), newId("variant")];
  const [body = "", ...rest] = bodies;
  const publishAt = new Date(dueAt);
  await db.insert(posts).values({
    ...{ id: postId, tenantId, body, language: "en", state: "scheduled", publishAt, parts: thread(rest) },
  });
  await db.insert(variants).values({ id: variantId, tenantId, postId, channelId });
  const own = bodies.map((text, part) => ({
    deliveryId: newId("delivery"),
    postId,
    part,
    body: text,
    dueAt,
  }));
  await db.insert(deliveries).values(
    own.map(({ deliveryId, part }) => ({
      ...{ id: deliveryId, tenantId, postId, variantId, channelId, network, part },
      ...{ publishAt, dueAt: publishAt, kind: part === 0 ? ("post" as const) : ("thread" as const) },
      state: part === 0 ? ("scheduled" as const) : ("waiting" as const),
    })),
  );
  return own.map((one, part) => ({ ...one, before: own[part - 1]?.deliveryId ?? null, cancelled: false }));
}
