import "server-only";
import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idIn } from "@/db/columns";
import type { Id } from "@/kernel/ids";
import { approvalHash } from "@/modules/approvals/policy";
import { loadContents } from "@/modules/approvals/queries.content";
import { type OpenAccount, openAccounts } from "@/modules/channels/queries";
import type { PublishCall, Published } from "@/networks/contract";
import { isUnclear } from "../policy";
import { type Finisher, findFinisher } from "../queries.finish";
import type { FrozenContent } from "../schemas";
import { deliveries, postMedia, posts, variants } from "../tables";
import type { Claim } from "./claim";
import { freeze } from "./freeze";

/** A claim with everything that its call needs. */
export interface Load {
  claim: Claim;
  /** Null when its channel is gone. */
  account: OpenAccount | null;
  /** Null when its post, variant or part is gone. */
  content: FrozenContent | null;
  /** Where a part goes; null for the post itself. `missing`: what it goes under is not out. */
  under: PublishCall["under"] | "missing";
  /** False when the network never told us what it knows by its own id of what this goes under: a person said it is there. */
  placed: boolean;
  /** People must agree, and have not agreed to exactly this content. */
  disapproved: boolean;
  /** Parts stand behind it, which its outcome moves. */
  followed: boolean;
}

type PostRow = typeof posts.$inferSelect;
type VariantRow = typeof variants.$inferSelect;
type MediaRow = typeof postMedia.$inferSelect;

interface Sources {
  posts: ReadonlyMap<Id<"post">, PostRow>;
  variants: ReadonlyMap<Id<"variant"> | null, VariantRow>;
  media: ReadonlyMap<Id<"post">, MediaRow[]>;
  /** What is out of each variant that a part belongs to, by part. */
  out: ReadonlyMap<string, Published & { told: boolean }>;
  /** Where the post stands for which another one waited. */
  upstream: ReadonlyMap<Id<"post">, string>;
  disapproved: ReadonlySet<Id<"post">>;
  accounts: ReadonlyMap<Id<"channel">, OpenAccount>;
  finisher: Finisher;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const placeOf = (variantId: Id<"variant"> | null, part: number) => `${variantId}:${part}`;

async function findOut(db: Db, claims: readonly Claim[]): Promise<Sources["out"]> {
  const variantIds = unique(
    claims.flatMap(({ part, variantId }) => (part > 0 && variantId ? variantId : [])),
  );
  if (variantIds.length === 0) return new Map();
  const { id, variantId, part, externalId, url } = deliveries;
  const rows = await db
    .select({ id, variantId, part, externalId, url })
    .from(deliveries)
    .where(and(idIn(variantId, variantIds), eq(deliveries.state, "published")));
  return new Map(
    rows.map((row) => {
      const told = row.externalId !== null;
      return [placeOf(row.variantId, row.part), { externalId: row.externalId ?? row.id, url: row.url, told }];
    }),
  );
}

async function findUpstream(db: Db, rows: readonly PostRow[]): Promise<Sources["upstream"]> {
  const ids = rows.flatMap((post) => post.afterPostId ?? []);
  if (ids.length === 0) return new Map();
  const live = await db
    .select({ postId: deliveries.postId, channelId: deliveries.channelId, url: deliveries.url })
    .from(deliveries)
    .where(
      and(
        idIn(deliveries.postId, unique(ids)),
        eq(deliveries.part, 0),
        eq(deliveries.state, "published"),
        isNull(deliveries.removedAt),
        isNotNull(deliveries.url),
      ),
    )
    .orderBy(asc(deliveries.publishedAt));
  return new Map(
    rows.flatMap(({ id, afterPostId, afterChannelId }) => {
      const found = live.find(
        ({ postId, channelId }) =>
          postId === afterPostId && (afterChannelId === null || channelId === afterChannelId),
      );
      return found?.url ? [[id, found.url] as const] : [];
    }),
  );
}

/** Posts that people must agree to, of which something else would go out than they agreed to. */
async function findDisapproved(db: Db, rows: readonly PostRow[]): Promise<Sources["disapproved"]> {
  const asked = rows.filter((post) => post.approval !== "none");
  const contents = await loadContents({ db }, asked);
  const agreed = ({ id, approval, approvedHash }: PostRow): boolean => {
    const content = contents.get(id);
    return approval === "approved" && content !== undefined && approvedHash === approvalHash(content);
  };
  return new Set(asked.filter((post) => !agreed(post)).map((post) => post.id));
}

/** Read all that claims need, asking together what can be asked together. */
async function readSources(db: Db, claims: readonly Claim[]): Promise<Sources> {
  const postIds = unique(claims.map((claim) => claim.postId));
  const variantIds = claims.flatMap((claim) => claim.variantId ?? []);
  const [postRows, variantRows, mediaRows, out, accounts] = await Promise.all([
    db.select().from(posts).where(idIn(posts.id, postIds)),
    variantIds.length > 0 ? db.select().from(variants).where(idIn(variants.id, variantIds)) : [],
    db.select().from(postMedia).where(idIn(postMedia.postId, postIds)).orderBy(asc(postMedia.position)),
    findOut(db, claims),
    openAccounts(db, unique(claims.map((claim) => claim.channelId))),
  ]);
  const [upstream, disapproved, finisher] = await Promise.all([
    findUpstream(db, postRows),
    findDisapproved(db, postRows),
    findFinisher({ db }, postRows),
  ]);
  return {
    posts: new Map(postRows.map((row) => [row.id, row])),
    variants: new Map(variantRows.map((row) => [row.id, row])),
    media: Map.groupBy(mediaRows, (row) => row.postId),
    out,
    accounts,
    upstream,
    disapproved,
    finisher,
  };
}

/** A thread goes on under its last piece; a comment and a follow-up stand under the post itself. */
function placeUnder({ variantId, part, kind }: Claim, out: Sources["out"]): Pick<Load, "under" | "placed"> {
  if (kind === "post") return { under: null, placed: true };
  const root = out.get(placeOf(variantId, 0));
  const parent = kind === "thread" ? out.get(placeOf(variantId, part - 1)) : root;
  if (!root || !parent) return { under: "missing", placed: false };
  const { told: rootTold, ...top } = root;
  const { told: parentTold, ...above } = parent;
  return { under: { kind, part, root: top, parent: above }, placed: rootTold && parentTold };
}

function loadOf(claim: Claim, sources: Sources): Load {
  const account = sources.accounts.get(claim.channelId) ?? null;
  const [post, variant] = [sources.posts.get(claim.postId), sources.variants.get(claim.variantId)];
  const { under, placed } = placeUnder(claim, sources.out);
  const own = under && under !== "missing" ? under.root.url : null;
  const { channelId, network } = claim;
  const freezeOf = (post: PostRow, variant: VariantRow) => {
    const place = { ...post, channelId, network, channelName: account?.name ?? network };
    const finishing = sources.finisher(place, sources.upstream.get(post.id) ?? own);
    return freeze({ post, variant, media: sources.media.get(post.id) ?? [] }, claim.part, finishing);
  };
  const fresh = post && !post.deletedAt && variant ? freezeOf(post, variant) : null;
  return {
    claim,
    account,
    content: isUnclear(claim.state) ? claim.content : fresh,
    under,
    placed,
    disapproved: sources.disapproved.has(claim.postId),
    followed: (variant?.parts ?? post?.parts ?? []).length > claim.part,
  };
}

/** Read content and accounts of a batch of claims. What may already be out keeps the content it was sent with. */
export async function loadClaims(db: Db, claims: readonly Claim[]): Promise<Load[]> {
  if (claims.length === 0) return [];
  const sources = await readSources(db, claims);
  return claims.map((claim) => loadOf(claim, sources));
}
