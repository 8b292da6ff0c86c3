import "server-only";
import type { TxCtx } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { findLinkTaggers } from "@/modules/campaigns/queries";
import { findTextRules } from "@/modules/snippets/queries";
import type { Finishing } from "./policy";

/** Where a text goes, and on whose behalf: all that decides how it leaves. */
export interface Place {
  tenantId: Id<"workspace">;
  channelId: Id<"channel">;
  /** The key of its network. */
  network: string;
  channelName: string;
  campaignId: Id<"campaign"> | null;
  /** Its author wants the channel's signature, as most do. */
  signed: boolean;
}

/** How texts leave for a place; the address that they may wait for is the caller's to know. */
export type Finisher = (place: Place, url: string | null) => Finishing;

/** How the texts of these posts leave, read once for all of them: every road out of the product ends here. */
export async function findFinisher(
  { db }: Pick<TxCtx, "db">,
  posts: readonly Pick<Place, "tenantId" | "campaignId">[],
): Promise<Finisher> {
  const [rulesOf, taggers] = await Promise.all([
    findTextRules(
      { db },
      posts.map(({ tenantId }) => tenantId),
    ),
    findLinkTaggers(
      { db },
      posts.flatMap(({ campaignId }) => campaignId ?? []),
    ),
  ]);
  return ({ tenantId, channelId, network, channelName: channel, campaignId, signed }, url) => {
    const { fill, sign } = rulesOf(tenantId);
    const tagger = campaignId ? taggers.get(campaignId) : undefined;
    return {
      fill,
      sign: (text) => (signed ? sign(text, channelId) : text),
      tag: (text) => tagger?.(text, { network, channel }) ?? text,
      url,
    };
  };
}
