"use client";

import { Megaphone, Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Id } from "@/kernel/ids";
import { ApprovalBadge } from "@/modules/approvals/components/approval-badge";
import { PostMenu } from "@/modules/publishing/components/post-actions";
import { DuplicateItem } from "@/modules/publishing/components/post-duplicate";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { awaitsPeople, type PostRights, postActionsOf } from "@/modules/publishing/components/post-rights";
import { PostTime, RelativeTime } from "@/modules/publishing/components/post-time";
import { PostStateBadge } from "@/modules/publishing/components/state-badge";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { Checkbox } from "@/ui/primitives/checkbox";
import { HueChip } from "@/ui/primitives/hue-chip";
import { Link } from "@/ui/primitives/link";
import type { PostSummary } from "../schemas";
import { ChannelMarks } from "./channel-marks";

export interface PostRowProps {
  post: PostSummary;
  rights: PostRights;
  zone: string;
  base: string;
  chosen?: boolean;
  /** Absent where posts cannot be chosen. */
  onChoose?: (id: Id<"post">, range: boolean) => void;
}

/** When a post is planned for, or when it was last touched. */
function PostWhen({ post, zone }: { post: PostSummary; zone: string }) {
  const t = useTranslations("planning.posts");
  if (post.publishAt)
    return (
      <span className="tabular grid text-sm sm:justify-items-end">
        <PostTime at={post.publishAt} zone={zone} />
        <RelativeTime at={post.publishAt} zone={zone} className="text-xs text-ink-subtle" />
      </span>
    );
  return (
    <span className="text-xs text-ink-subtle sm:justify-self-end sm:text-right">
      {t.rich("changed", { when: () => <RelativeTime at={post.updatedAt} zone={zone} /> })}
    </span>
  );
}

/** One post of the list: a row on a wide screen, a card on a phone. */
export function PostRow({ post, rights, zone, base, chosen = false, onChoose }: PostRowProps) {
  const t = useTranslations("planning.posts");
  const label = postLabelOf({ title: post.title, text: post.excerpt }) || t("untitled");
  const rest = post.title ? post.excerpt : "";
  const may = postActionsOf(
    {
      authorId: post.authorId,
      publishAt: post.publishAt,
      channelCount: post.channels.length,
      deliveryStates: post.channels.map(({ state }) => state),
      stopped: post.canEdit && !post.canPlan,
    },
    rights,
  );
  const { id, publishAt, approval } = post;
  const subject = { id, label, publishAt, approval, channelCount: post.channels.length };
  return (
    <li
      data-post={post.id}
      className={cn(
        "flex items-start gap-3 px-4 py-3 transition-colors hover:bg-canvas",
        chosen && "bg-accent-soft hover:bg-accent-soft",
      )}
    >
      {onChoose && (
        <Checkbox
          checked={chosen}
          aria-label={t("choose", { post: label })}
          // The change itself does not tell whether shift was held.
          onClick={(event) => onChoose(post.id, event.shiftKey)}
          className="mt-0.5 sm:mt-3"
        />
      )}
      <div className="grid min-w-0 grow grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 sm:grid-cols-[minmax(0,1fr)_10rem_9rem_auto] lg:grid-cols-[minmax(0,1fr)_7rem_12rem_10rem_auto]">
        <div className="min-w-0">
          <Link
            href={`${base}/posts/${post.id}`}
            tone="quiet"
            className="line-clamp-2 break-words font-medium sm:line-clamp-1"
          >
            {label}
          </Link>
          {rest && <p className="line-clamp-1 break-words text-sm text-ink-muted">{rest}</p>}
          <Marks post={post} />
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-subtle lg:hidden">
            <ChannelMarks channels={post.channels} />
            <Files count={post.mediaCount} />
          </p>
        </div>
        <div className="hidden flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-subtle lg:flex">
          <ChannelMarks channels={post.channels} />
          <Files count={post.mediaCount} />
        </div>
        <div className="col-span-2 row-start-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 sm:contents">
          <span className="flex flex-wrap items-center gap-1 sm:grid sm:justify-items-start">
            <PostStateBadge state={post.state} />
            {awaitsPeople(post) && <ApprovalBadge state={approval} />}
          </span>
          <PostWhen post={post} zone={zone} />
        </div>
        <div className="col-start-2 row-start-1 justify-self-end sm:col-auto sm:row-auto">
          <PostMenu post={subject} may={may} zone={zone} base={base} onDeleted={() => undefined}>
            {rights.write && <DuplicateItem postId={post.id} base={base} />}
          </PostMenu>
        </div>
      </div>
    </li>
  );
}

/** The campaign and the labels of a post, in their colours. */
function Marks({ post }: { post: PostSummary }) {
  const t = useTranslations("planning.posts");
  const swatches = api.planning.swatches.useQuery();
  const campaign = swatches.data?.campaigns.find(({ id }) => id === post.campaignId);
  if (!campaign && post.labels.length === 0) return null;
  return (
    <ul aria-label={t("marks")} className="mt-1.5 flex flex-wrap gap-1">
      {campaign && (
        <li className="flex max-w-full">
          <HueChip hue={campaign.color}>
            <Megaphone aria-hidden />
            <span className="truncate">{campaign.name}</span>
          </HueChip>
        </li>
      )}
      {post.labels.map(({ id, name, color }) => (
        <li key={id} className="flex max-w-full">
          <HueChip hue={color}>
            <span className="truncate">{name}</span>
          </HueChip>
        </li>
      ))}
    </ul>
  );
}

function Files({ count }: { count: number }) {
  const t = useTranslations("planning.posts");
  if (count === 0) return null;
  return (
    <span className="inline-flex items-center gap-1">
      <Paperclip aria-hidden className="size-3.5" />
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t("files", { count })}</span>
    </span>
  );
}
