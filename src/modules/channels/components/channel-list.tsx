"use client";

import { Plus, Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { LoadMore } from "@/ui/primitives/load-more";
import type { ChannelView, NetworkView } from "../schemas";
import { ChannelActions } from "./channel-actions";
import { ChannelCard } from "./channel-card";
import { ConnectDialog } from "./connect-dialog";

export interface ChannelsProps {
  canManage: boolean;
  /** IANA zone of the workspace. */
  zone: string;
}

/** The channels page: what is connected, and the way to connect more. */
export function Channels({ canManage, zone }: ChannelsProps) {
  const t = useTranslations("channels");
  const [adding, setAdding] = useState(false);
  const networks = api.channels.networks.useQuery({});
  const known = networks.data?.items ?? [];
  const add = canManage && (
    <Button variant="primary" disabled={known.length === 0} onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t("add")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={add || undefined} />
      {!canManage && <p className="mb-4 text-sm text-ink-muted">{t("viewOnly")}</p>}
      <ChannelList canManage={canManage} zone={zone} networks={known} />
      <ConnectDialog open={adding} onOpenChange={setAdding} networks={known} />
    </>
  );
}

interface ChannelListProps extends ChannelsProps {
  networks: readonly NetworkView[];
}

function ChannelList({ canManage, zone, networks }: ChannelListProps) {
  const t = useTranslations("channels");
  const list = api.channels.list.useInfiniteQuery({}, { getNextPageParam: (page) => page.nextCursor });
  if (list.isPending) return <ListSkeleton rows={4} />;
  if (list.isError) return <QueryError query={list} />;
  const all = list.data.pages.flatMap(({ items }) => items);
  const [gone, here] = [
    all.filter(({ state }) => state === "disconnected"),
    all.filter(({ state }) => state !== "disconnected"),
  ];
  const draw = (channels: readonly ChannelView[]) => (
    <ul className="grid gap-3">
      {channels.map((channel) => (
        <li key={channel.id}>
          <ChannelCard
            channel={channel}
            zone={zone}
            actions={canManage && <ChannelActions channel={channel} networks={networks} />}
          />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {here.length === 0 ? (
        <EmptyState icon={Radio} title={t("empty.title")} description={t("empty.description")} />
      ) : (
        <Section title={t("connected")}>{draw(here)}</Section>
      )}
      {gone.length > 0 && (
        <Section className="mt-8" title={t("disconnected.title")} description={t("disconnected.description")}>
          {draw(gone)}
        </Section>
      )}
      {list.hasNextPage && (
        <LoadMore hasMore loading={list.isFetchingNextPage} onLoad={() => void list.fetchNextPage()} />
      )}
    </>
  );
}
