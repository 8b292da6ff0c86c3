"use client";

import { BookOpen, CalendarSync, Link2, Plus } from "lucide-react";
import { useNow, useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { RevokeButton } from "@/ui/patterns/revoke-button";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import type { ShareView } from "../schemas";

const ICON = { calendar: BookOpen, ics: CalendarSync } as const;

/** The links that were handed out, and the way to one more. */
export function ShareList({ zone, onNew }: { zone: string; onNew: () => void }) {
  const t = useTranslations("sharing");
  const shares = api.sharing.list.useQuery({});
  const add = (
    <Button variant="primary" onClick={onNew}>
      <Plus aria-hidden />
      {t("new")}
    </Button>
  );
  if (shares.isPending) return <ListSkeleton rows={3} />;
  if (shares.isError) return <QueryError query={shares} />;
  const { items } = shares.data;
  if (items.length === 0)
    return <EmptyState icon={Link2} title={t("empty")} action={add} className="py-10" />;
  return (
    <div className="grid gap-4">
      <ul aria-label={t("list")} className="divide-y divide-line rounded-lg border border-line">
        {items.map((share) => (
          <ShareItem key={share.id} share={share} zone={zone} />
        ))}
      </ul>
      <div>{add}</div>
    </div>
  );
}

function ShareItem({ share, zone }: { share: ShareView; zone: string }) {
  const t = useTranslations("sharing");
  const format = useFormat();
  const now = useNow();
  const { name, kind, state, expiresAt, lastUsedAt } = share;
  const Icon = ICON[kind];
  const facts = [
    ...scopeOf(share, t),
    state === "active" && expiresAt
      ? t("item.expires", { when: format.instant(expiresAt, zone, "date") })
      : null,
    lastUsedAt ? t("item.lastUsed", { when: format.relative(lastUsedAt, now) }) : t("item.neverUsed"),
  ].filter((fact) => fact !== null);
  return (
    <li className="flex items-start gap-3 px-3.5 py-3">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-subtle" />
      <div className="grid min-w-0 grow gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 break-words font-medium text-sm">{name}</span>
          {state === "expired" && <Badge tone="warning">{t("item.expired")}</Badge>}
        </span>
        <span className="text-xs text-ink-muted">{[t(`kind.${kind}`), ...facts].join(" · ")}</span>
      </div>
      <RevokeShare share={share} />
    </li>
  );
}

function scopeOf({ filters }: ShareView, t: ReturnType<typeof useTranslations<"sharing">>): string[] {
  const { channelIds, campaignIds } = filters;
  if (!channelIds && !campaignIds) return [t("item.everything")];
  return [
    ...(channelIds ? [t("item.channels", { count: channelIds.length })] : []),
    ...(campaignIds ? [t("item.campaigns", { count: campaignIds.length })] : []),
  ];
}

function RevokeShare({ share: { id, name } }: { share: ShareView }) {
  const t = useTranslations("sharing.revoke");
  const cache = api.useUtils();
  const revoke = api.sharing.revoke.useMutation({
    onSuccess: () => toast.success(t("done", { name })),
    onSettled: () => cache.sharing.list.invalidate(),
  });
  return (
    <RevokeButton name={name} words="sharing.revoke" onRevoke={() => revoke.mutateAsync({ shareId: id })} />
  );
}
