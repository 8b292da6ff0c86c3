import type { Permission } from "@/kernel/permissions";
import type { ChannelChoice, NotificationKind } from "./schemas";

/** Who hears of one kind of news, and how unless they say otherwise. */
export interface KindRule {
  defaults: ChannelChoice;
  /** Whoever wrote the post, or did what is told of. */
  author?: true;
  /** Whoever may do this hears of it too. */
  who?: Permission;
  /** People whom the event itself names. */
  named?: true;
  /** Somebody with the permission of `who` must hear of it, whatever the settings say. */
  mustReach?: true;
}

const quiet: ChannelChoice = { inApp: true, email: "off", push: false };
const urgent: ChannelChoice = { inApp: true, email: "instant", push: true };
const daily: ChannelChoice = { inApp: true, email: "daily", push: false };

/** Every kind of news. A kind more is a line here, one in `KIND_GROUPS` and its sentence in the messages. */
export const KIND_RULES: Record<NotificationKind, KindRule> = {
  "post.published": { defaults: { inApp: false, email: "off", push: false }, author: true },
  "post.failed": { defaults: urgent, author: true, who: "delivery.resolve", mustReach: true },
  "post.needs_attention": { defaults: urgent, author: true, who: "delivery.resolve", mustReach: true },
  "post.missed": { defaults: urgent, author: true, who: "delivery.resolve", mustReach: true },
  "post.held": { defaults: urgent, author: true, who: "delivery.resolve", mustReach: true },
  "post.approved_late": { defaults: urgent, who: "post.publish", mustReach: true },
  "series.stalled": { defaults: urgent, author: true, who: "post.publish", mustReach: true },
  "drift.found": { defaults: daily, author: true, who: "delivery.resolve" },
  "channel.broken": { defaults: urgent, who: "channel.manage", mustReach: true },
  "queue.empty": { defaults: daily, who: "queue.manage" },
  "approval.requested": { defaults: urgent, who: "post.review", mustReach: true },
  "approval.decided": { defaults: urgent, author: true, named: true },
  "approval.reopened": { defaults: urgent, author: true, who: "post.review" },
  "comment.mentioned": { defaults: urgent, named: true },
  "comment.added": { defaults: daily, author: true, named: true },
  "import.finished": { defaults: quiet, author: true },
};
