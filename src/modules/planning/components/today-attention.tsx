"use client";

import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { NetworkMark, useNetworkLook } from "@/modules/publishing/components/delivery-network";
import { reasonNow } from "@/modules/publishing/components/delivery-standing";
import { useReasonWords } from "@/modules/publishing/components/delivery-reason";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { PostTime } from "@/modules/publishing/components/post-time";
import { DeliveryStateBadge } from "@/modules/publishing/components/state-badge";
import { Section } from "@/ui/patterns/section";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Link } from "@/ui/primitives/link";
import type { ToldDelivery } from "../schemas";
import { type Errand, groupsOf } from "./today-errands";

export interface TodayAttentionProps {
  deliveries: readonly ToldDelivery[];
  rights: PostRights;
  zone: string;
  base: string;
}

/** What did not go out, or may not have, and the way to settle it. */
export function TodayAttention({ deliveries, rights, zone, base }: TodayAttentionProps) {
  const t = useTranslations("planning.today");
  return (
    <Section
      title={t("attention")}
      actions={
        deliveries.length > 0 && (
          <Link href={`${base}/posts?state=attention`} className="text-sm">
            {t("all")}
          </Link>
        )
      }
    >
      {deliveries.length === 0 ? (
        <p className="flex items-center gap-2 rounded-lg border border-line bg-surface px-4 py-3 text-sm text-ink-muted shadow-xs">
          <CircleCheck aria-hidden className="size-4 text-success-ink" />
          {t("attentionEmpty")}
        </p>
      ) : (
        <div className="grid gap-4">
          {groupsOf(deliveries).map(({ kind, deliveries }) => (
            <section key={kind} aria-label={t(`group.${kind}`)} className="grid gap-1.5">
              <h3 className="flex items-baseline gap-2 text-sm font-medium text-ink-muted">
                {t(`group.${kind}`)}
                <span className="tabular text-xs font-normal text-ink-subtle">{deliveries.length}</span>
              </h3>
              <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs">
                {deliveries.map((delivery) => (
                  <Troubled
                    key={delivery.id}
                    delivery={delivery}
                    kind={kind}
                    rights={rights}
                    zone={zone}
                    base={base}
                  />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Section>
  );
}

type TroubledProps = Omit<TodayAttentionProps, "deliveries"> & { delivery: ToldDelivery; kind: Errand };

function Troubled({ delivery, kind, rights, zone, base }: TroubledProps) {
  const t = useTranslations("planning.today");
  const untitled = useTranslations("planning.posts")("untitled");
  const words = useReasonWords()(reasonNow(delivery.reason, { approval: delivery.postApproval }));
  const network = useNetworkLook()(delivery.network).name;
  const { state, channelName } = delivery;
  const label = postLabelOf({ title: delivery.postTitle, text: delivery.postExcerpt }) || untitled;
  const page = `${base}/posts/${delivery.postId}#${delivery.id}`;
  const reconnect = kind === "reconnect" && rights.manageChannels;
  // Who may not settle it is only shown why.
  const able = rights.resolve || kind === "approve" ? kind : "look";
  const action = t(`action.${reconnect ? "reconnect" : able === "reconnect" ? "look" : able}`);
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <DeliveryStateBadge state={state} />
        <span className="flex min-w-0 items-center gap-1.5 text-sm text-ink-muted">
          <NetworkMark network={delivery.network} label={network} />
          <span className="min-w-0 break-words">{channelName}</span>
        </span>
        <PostTime at={delivery.publishAt} zone={zone} className="tabular ml-auto text-xs text-ink-subtle" />
      </div>
      <Link href={page} tone="quiet" className="line-clamp-2 break-words font-medium">
        {label}
      </Link>
      {words && <p className="text-sm text-ink-muted">{words}</p>}
      <ButtonLink
        size="sm"
        className="justify-self-start"
        href={reconnect ? `${base}/channels` : page}
        aria-label={t("actionOf", { action, post: label, channel: channelName })}
      >
        {action}
      </ButtonLink>
    </li>
  );
}
