"use client";

import { useTranslations } from "next-intl";
import { NetworkMark, useNetworkLook } from "@/modules/publishing/components/delivery-network";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { PostTime } from "@/modules/publishing/components/post-time";
import { api } from "@/trpc/client";
import { Section } from "@/ui/patterns/section";
import { Badge } from "@/ui/primitives/badge";
import { Link } from "@/ui/primitives/link";
import type { DriftView } from "../schemas";

const shownMax = 5;

/** What was changed or deleted on its network after it went out; nothing at all while everything stands. */
export function DriftList({ zone, base }: { zone: string; base: string }) {
  const t = useTranslations("drift.today");
  const { data } = api.drift.list.useQuery({ limit: shownMax });
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={t("title")}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs">
        {data.items.map((drift) => (
          <Drifted key={drift.deliveryId} drift={drift} zone={zone} base={base} />
        ))}
      </ul>
      {data.nextCursor && <p className="text-sm text-ink-muted">{t("more")}</p>}
    </Section>
  );
}

function Drifted({ drift, zone, base }: { drift: DriftView; zone: string; base: string }) {
  const t = useTranslations("drift.today");
  const untitled = useTranslations("planning.posts")("untitled");
  const network = useNetworkLook()(drift.network).name;
  const { state, since, channelName, postId, deliveryId, postTitle, text } = drift;
  return (
    <li className="grid gap-1.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone="warning">{t(state)}</Badge>
        <span className="flex min-w-0 items-center gap-1.5 text-sm text-ink-muted">
          <NetworkMark network={drift.network} label={network} />
          <span className="min-w-0 break-words">{channelName}</span>
        </span>
        <PostTime at={since} zone={zone} className="tabular ml-auto text-xs text-ink-subtle" />
      </div>
      <Link
        href={`${base}/posts/${postId}#${deliveryId}`}
        tone="quiet"
        className="line-clamp-2 break-words font-medium"
      >
        {postLabelOf({ title: postTitle, text }) || untitled}
      </Link>
    </li>
  );
}
