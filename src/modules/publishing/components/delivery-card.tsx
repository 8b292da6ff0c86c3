"use client";

import { ChevronDown, Send, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useFormat } from "@/i18n/use-format";
import { PresenceLine } from "@/modules/drift/components/presence-line";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Card } from "@/ui/primitives/card";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { ExternalLink } from "@/ui/primitives/link";
import { Skeleton } from "@/ui/primitives/skeleton";
import type { DeliveryView } from "../schemas";
import { DeliveryAttempts } from "./delivery-attempts";
import { type DeliveryCommands, useDeliveryCommands } from "./delivery-commands";
import { DeliveryDecision } from "./delivery-decision";
import { DeliveryMetrics } from "./delivery-metrics";
import { NetworkMark, useNetworkLook } from "./delivery-network";
import { useReasonWords } from "./delivery-reason";
import type { PostRights } from "./post-rights";
import { PostTime, RelativeTime } from "./post-time";
import { DeliveryStateBadge } from "./state-badge";

export interface DeliveryCardProps {
  delivery: DeliveryView;
  /** Where its account can be looked at. */
  profileUrl: string | null;
  rights: PostRights;
  zone: string;
  base: string;
}

/** One delivery: where it goes, how it stands, what the network said, and what can be done about it. */
export function DeliveryCard({ delivery, profileUrl, rights, zone, base }: DeliveryCardProps) {
  const network = useNetworkLook()(delivery.network).name;
  const commands = useDeliveryCommands(delivery);
  const { state, removedAt } = delivery;
  return (
    <Card id={delivery.id} className="grid scroll-mt-24 gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-start gap-3">
        <NetworkMark network={delivery.network} className="size-9 rounded-md" />
        <div className="min-w-0 grow basis-40">
          <h3 className="break-words font-medium">{delivery.channelName}</h3>
          <p className="break-all text-sm text-ink-muted">
            {network} · {delivery.channelHandle}
          </p>
        </div>
        <DeliveryStateBadge state={state} removed={removedAt !== null} />
      </div>
      <DeliveryTimes delivery={delivery} zone={zone} />
      <DeliveryWhy delivery={delivery} network={network} />
      {state === "needs_attention" && (
        <DeliveryDecision
          delivery={delivery}
          networkName={network}
          profileUrl={profileUrl}
          commands={commands}
          mayDecide={rights.resolve}
        />
      )}
      {state === "published" && removedAt === null && <DeliveryMetrics delivery={delivery} zone={zone} />}
      {state === "published" && removedAt === null && (
        <PresenceLine deliveryId={delivery.id} network={network} zone={zone} mayDecide={rights.resolve} />
      )}
      <DeliveryHistory delivery={delivery} zone={zone} />
      <DeliveryButtons
        delivery={delivery}
        network={network}
        commands={commands}
        rights={rights}
        base={base}
      />
    </Card>
  );
}

/** When it was to go out, when it did, and what comes next. */
function DeliveryTimes({ delivery, zone }: { delivery: DeliveryView; zone: string }) {
  const t = useTranslations("publishing.delivery");
  const format = useFormat();
  const { state, publishAt, publishedAt, removedAt, dueAt, attemptsMade } = delivery;
  const at = (instant: Date) => ({
    when: () => (
      <>
        <PostTime at={instant} zone={zone} /> (<RelativeTime at={instant} zone={zone} />)
      </>
    ),
  });
  const lateMs = publishedAt ? publishedAt.getTime() - publishAt.getTime() : null;
  const waits = (state === "scheduled" && attemptsMade > 0) || state === "unconfirmed";
  return (
    <div className="tabular grid gap-0.5 text-sm text-ink-muted">
      {publishedAt ? (
        <p>
          {t.rich("published", at(publishedAt))}
          {lateMs !== null && lateMs >= 0 && (
            <span className="text-ink-subtle">
              {" · "}
              {t("exactly", { lateness: format.duration(lateMs) })}
            </span>
          )}
        </p>
      ) : (
        <p>{t.rich("at", at(publishAt))}</p>
      )}
      {waits && <p>{t.rich("nextTry", at(dueAt))}</p>}
      {removedAt && <p>{t.rich("removedAt", at(removedAt))}</p>}
    </div>
  );
}

/** Why it is not out, in our words and in the network's. */
function DeliveryWhy({ delivery, network }: { delivery: DeliveryView; network: string }) {
  const t = useTranslations("publishing.delivery");
  const words = useReasonWords()(delivery.reason);
  if (words === null && delivery.detail === null) return null;
  return (
    <div className="grid gap-1.5 text-sm">
      {words && <p>{words}</p>}
      {delivery.detail && (
        <figure className="border-l-2 border-line-strong pl-3">
          <figcaption className="text-xs text-ink-subtle">{t("said", { network })}</figcaption>
          <blockquote className="break-words text-ink-muted">{delivery.detail}</blockquote>
        </figure>
      )}
    </div>
  );
}

/** What was tried, read again whenever the delivery has moved. */
function DeliveryHistory({ delivery, zone }: { delivery: DeliveryView; zone: string }) {
  const t = useTranslations("publishing.attempts");
  const { id: deliveryId, state, attemptsMade, dueAt, channelName } = delivery;
  const { data, isPending, refetch } = api.publishing.delivery.useQuery({ deliveryId });
  const mark = `${state} ${attemptsMade} ${dueAt.getTime()}`;
  const seen = data && `${data.state} ${data.attemptsMade} ${data.dueAt.getTime()}`;
  useEffect(() => {
    if (seen !== undefined && seen !== mark) void refetch();
  }, [mark, seen, refetch]);
  if (attemptsMade === 0 && !data?.attempts.length) return null;
  return (
    <details open={state !== "published" || undefined} className="group rounded-md border border-line">
      <summary className="flex items-center justify-between gap-3 rounded-md px-3 py-2 text-sm font-medium pointer-coarse:min-h-11">
        {t("title")}
        <span className="flex items-center gap-2 text-xs font-normal text-ink-subtle">
          {data && t("count", { count: data.attempts.length })}
          <ChevronDown aria-hidden className="size-4 transition-transform group-open:rotate-180" />
        </span>
      </summary>
      <div className="border-t border-line px-3 py-3">
        {isPending || !data ? (
          <Skeleton className="h-10" />
        ) : (
          <DeliveryAttempts attempts={data.attempts} channelName={channelName} zone={zone} />
        )}
      </div>
    </details>
  );
}

interface DeliveryButtonsProps {
  delivery: DeliveryView;
  network: string;
  commands: DeliveryCommands;
  rights: PostRights;
  base: string;
}

const RETRYABLE: readonly DeliveryView["state"][] = ["failed", "missed", "held"];

/** Where to see it, and what can be done with it. */
function DeliveryButtons({ delivery, network, commands, rights, base }: DeliveryButtonsProps) {
  const t = useTranslations("publishing.delivery");
  const { state, url, externalId, removedAt } = delivery;
  const isOut = state === "published" && removedAt === null;
  const mayRetry = rights.resolve && RETRYABLE.includes(state);
  const mayRemove = rights.resolve && isOut && externalId !== null;
  if (!isOut && !mayRetry) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isOut && url && <ExternalLink href={url}>{t("view", { network })}</ExternalLink>}
      {isOut && !url && <p className="text-sm text-ink-subtle">{t("noLink")}</p>}
      {state === "held" && rights.manageChannels && (
        <ButtonLink href={`${base}/channels`} size="sm" variant="primary">
          {t("reconnect")}
        </ButtonLink>
      )}
      {mayRetry && (
        <Button size="sm" loading={commands.retrying} onClick={() => void commands.retry()}>
          <Send aria-hidden />
          {t("retry")}
        </Button>
      )}
      {mayRemove && (
        <ConfirmDialog
          trigger={
            <Button size="sm" variant="dangerGhost" className="ml-auto">
              <Trash2 aria-hidden />
              {t("remove", { network })}
            </Button>
          }
          title={t("removal.title", { network })}
          description={t("removal.description")}
          confirmLabel={t("remove", { network })}
          onConfirm={commands.remove}
        />
      )}
    </div>
  );
}
