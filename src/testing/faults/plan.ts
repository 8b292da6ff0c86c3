import { inTransaction, type TxCtx } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { secondMs } from "@/kernel/time";
import { secretPlaceOf } from "@/modules/channels/policy";
import { channelSecrets, channels } from "@/modules/channels/tables";
import { assets } from "@/modules/media/tables";
import type { PostPart } from "@/modules/publishing/schemas";
import { deliveries, postMedia, posts, variants } from "@/modules/publishing/tables";
import { seal } from "@/platform/secrets";
import type { WorkspaceCtx } from "@/testing/context";
import type { Grants } from "./grants";
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
  /** The key of the file that it carries. */
  file: string | null;
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
  { random, more, grants }: { random: Random; more: Random; grants: Grants },
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
    await tx.db.insert(channelSecrets).values(
      channelIds.map((channelId, index) => {
        const place = secretPlaceOf({ tenantId: tx.tenantId, id: channelId });
        const sealed = seal(JSON.stringify(grants.issue(`a${index}`)), place);
        return { tenantId: tx.tenantId, channelId, sealed };
      }),
    );
    const posts: Planned[] = [];
    const count = 2 + random.below(3);
    for (let index = 0; index < count; index++) {
      const dueAt = tx.clock.now().getTime() + random.below(90) * secondMs;
      const length = 1 + (random.chance(0.3) ? 1 + random.below(3) : 0);
      const bodies = Array.from({ length }, (_, part) => `post ${index}.${part} of ${seed}`);
      const file = more.chance(0.3) ? `file ${index} of ${tx.tenantId}` : null;
      const channelId = random.pick(channelIds);
      posts.push(...(await writePost(tx, { network, channelId, bodies, file, dueAt })));
    }
    return posts;
  });
  return { channelIds, planned };
}

interface Thread {
  network: string;
  channelId: Id<"channel">;
  bodies: readonly string[];
  file: string | null;
  dueAt: number;
}

async function attach({ db, tenantId }: TxCtx, postId: Id<"post">, storageKey: string): Promise<void> {
  const assetId = newId("asset");
  const facts = { fileName: "a.png", mimeType: "image/png", kind: "image" as const, sha256: "" };
  await db.insert(assets).values({ ...facts, id: assetId, tenantId, storageKey, bytes: storageKey.length });
  await db.insert(postMedia).values({ tenantId, postId, position: 0, assetId, altText: "" });
}

async function writePost(tx: TxCtx, { network, channelId, bodies, file, dueAt }: Thread): Promise<Planned[]> {
  const { db, tenantId } = tx;
  const [postId, variantId] = [newId("post"), newId("variant")];
  const [body = "", ...rest] = bodies;
  const publishAt = new Date(dueAt);
  await db.insert(posts).values({
    ...{ id: postId, tenantId, body, language: "en", state: "scheduled", publishAt, parts: thread(rest) },
  });
  await db.insert(variants).values({ id: variantId, tenantId, postId, channelId });
  if (file) await attach(tx, postId, file);
  const own = bodies.map((text, part) => ({
    deliveryId: newId("delivery"),
    postId,
    part,
    body: text,
    file: part === 0 ? file : null,
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
