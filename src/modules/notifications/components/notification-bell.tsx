"use client";

import { Bell, CheckCheck, Settings2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { Button } from "@/ui/primitives/button";
import { IconButton } from "@/ui/primitives/icon-button";
import { Link } from "@/ui/primitives/link";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/primitives/popover";
import { unreadShownMax } from "../schemas";
import { NotificationList } from "./notification-list";
import { useMarkRead, useUnread } from "./use-notifications";

interface NotificationBellProps {
  /** The workspace's address, such as `/acme`. */
  base: string;
  zone: string;
}

const shownMax = 15;

/** The bell of the top bar: how much is new, and the newest of it. */
export function NotificationBell({ base, zone }: NotificationBellProps) {
  const t = useTranslations("notifications");
  const unread = useUnread();
  const [open, setOpen] = useState(false);
  const count = unread > unreadShownMax ? t("bell.many", { max: unreadShownMax }) : String(unread);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("bell.label", { count: unread })}
          className="relative"
        >
          <Bell aria-hidden />
          {unread > 0 && (
            <span
              aria-hidden
              className="tabular absolute -top-0.5 -right-0.5 grid h-4.5 min-w-4.5 place-items-center rounded-full bg-danger px-1 text-[0.6875rem] leading-none font-semibold text-on-danger"
            >
              {count}
            </span>
          )}
        </Button>
      </PopoverTrigger>
      <span role="status" className="sr-only">
        {unread > 0 ? t("bell.label", { count: unread }) : ""}
      </span>
      <PopoverContent
        align="end"
        aria-label={t("title")}
        className="flex max-h-[min(36rem,80dvh)] w-[26rem] max-w-[calc(100vw-1rem)] flex-col p-0"
      >
        <BellPanel base={base} zone={zone} unread={unread} onClose={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  );
}

interface BellPanelProps extends NotificationBellProps {
  unread: number;
  onClose: () => void;
}

function BellPanel({ base, zone, unread, onClose }: BellPanelProps) {
  const t = useTranslations("notifications");
  const list = api.notifications.list.useQuery({ limit: shownMax });
  const { all } = useMarkRead();
  const items = list.data?.items ?? [];
  const newest = items[0]?.createdAt;
  return (
    <>
      <div className="flex items-center gap-1 border-b border-line px-4 py-2">
        <h2 className="grow text-sm font-semibold">{t("title")}</h2>
        {newest && unread > 0 && (
          <IconButton
            size="sm"
            label={t("list.markAll")}
            loading={all.isPending}
            onClick={() => all.mutate({ before: newest })}
          >
            <CheckCheck aria-hidden />
          </IconButton>
        )}
        <Link
          href={`${base}/settings/notifications`}
          tone="quiet"
          onClick={onClose}
          aria-label={t("bell.settings")}
          className="grid size-8 place-items-center rounded-md pointer-coarse:size-11 [&_svg]:size-4"
        >
          <Settings2 aria-hidden />
        </Link>
      </div>
      <div className="min-h-0 grow overflow-y-auto">
        {list.isPending && <ListSkeleton rows={3} className="rounded-none border-0" />}
        {list.isError && <QueryError query={list} className="m-3" />}
        {list.isSuccess && items.length === 0 && (
          <div className="grid gap-1 px-6 py-10 text-center">
            <p className="font-semibold">{t("empty.title")}</p>
            <p className="text-sm text-ink-muted">{t("empty.description")}</p>
          </div>
        )}
        {items.length > 0 && (
          <NotificationList items={items} base={base} zone={zone} heading="h3" onFollow={onClose} />
        )}
      </div>
      <div className="border-t border-line px-4 py-2.5 text-center text-sm">
        <Link href={`${base}/notifications`} onClick={onClose}>
          {t("bell.all")}
        </Link>
      </div>
    </>
  );
}
