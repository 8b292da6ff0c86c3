"use client";

import {
  AtSign,
  CalendarClock,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  ClockAlert,
  FileDown,
  ListEnd,
  type LucideIcon,
  MessageSquare,
  PauseCircle,
  PenLine,
  Repeat,
  Stamp,
  Unplug,
  Waypoints,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/modules/publishing/components/post-time";
import type { RouterOutputs } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { IconButton } from "@/ui/primitives/icon-button";
import { Link } from "@/ui/primitives/link";
import { SOFT_TONE, type Tone } from "@/ui/tone";
import type { NotificationKind } from "../schemas";
import { useMarkRead } from "./use-notifications";
import { useNewsWords } from "./use-news-words";

export type Notification = RouterOutputs["notifications"]["list"]["items"][number];

const LOOKS: Record<NotificationKind, { icon: LucideIcon; tone: Tone }> = {
  "post.published": { icon: CircleCheck, tone: "success" },
  "post.failed": { icon: CircleAlert, tone: "danger" },
  "post.needs_attention": { icon: CircleHelp, tone: "warning" },
  "post.missed": { icon: ClockAlert, tone: "danger" },
  "post.held": { icon: PauseCircle, tone: "warning" },
  "post.approved_late": { icon: CalendarClock, tone: "warning" },
  "series.stalled": { icon: Repeat, tone: "danger" },
  "drift.found": { icon: Waypoints, tone: "warning" },
  "channel.broken": { icon: Unplug, tone: "danger" },
  "queue.empty": { icon: ListEnd, tone: "info" },
  "approval.requested": { icon: Stamp, tone: "accent" },
  "approval.decided": { icon: Stamp, tone: "info" },
  "approval.reopened": { icon: PenLine, tone: "warning" },
  "comment.mentioned": { icon: AtSign, tone: "accent" },
  "comment.added": { icon: MessageSquare, tone: "neutral" },
  "import.finished": { icon: FileDown, tone: "neutral" },
};

interface NotificationRowProps {
  notification: Notification;
  /** The workspace's address, such as `/acme`. */
  base: string;
  zone: string;
  /** It is being followed to its place. */
  onFollow?: () => void;
}

/** One piece of news: a sentence that leads to the thing itself. */
export function NotificationRow({ notification, base, zone, onFollow }: NotificationRowProps) {
  const t = useTranslations("notifications.list");
  const { one } = useMarkRead();
  const { title, detail } = useNewsWords()(notification);
  const { icon: Icon, tone } = LOOKS[notification.kind];
  const unread = notification.readAt === null;
  const read = () => unread && one.mutate({ notificationId: notification.id });
  return (
    <li className={cn("relative flex items-start gap-3 px-4 py-3", unread && "bg-accent-soft/40")}>
      <span
        className={cn("mt-0.5 grid size-8 shrink-0 place-items-center rounded-md border", SOFT_TONE[tone])}
      >
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 grow">
        <Link
          href={`${base}/${notification.path}`}
          tone="quiet"
          onClick={() => {
            read();
            onFollow?.();
          }}
          className={cn("block break-words text-sm", unread ? "font-semibold" : "font-medium")}
        >
          {title}
          {unread && <span className="sr-only">. {t("new")}</span>}
        </Link>
        {detail && <p className="line-clamp-2 break-words text-sm text-ink-muted">{detail}</p>}
        <RelativeTime at={notification.createdAt} zone={zone} className="text-xs text-ink-subtle" />
      </div>
      {unread && (
        <IconButton
          size="sm"
          label={t("markReadNamed", { title })}
          tooltip={false}
          onClick={read}
          disabled={one.isPending}
        >
          <span aria-hidden className="size-2.5 rounded-full bg-accent" />
        </IconButton>
      )}
    </li>
  );
}
