"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { PresenceLine } from "@/modules/drift/components/presence-line";
import { Button } from "@/ui/primitives/button";
import { Card } from "@/ui/primitives/card";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { ExternalLink } from "@/ui/primitives/link";
import type { DeliveryView } from "../schemas";
import { DeliveryActions } from "./delivery-actions";
import { type DeliveryCommands, useDeliveryCommands } from "./delivery-commands";
import { DeliveryDecision } from "./delivery-decision";
import { DeliveryFace } from "./delivery-face";
import { DeliveryHistory } from "./delivery-history";
import { DeliveryLadder } from "./delivery-ladder";
import { DeliveryMetrics } from "./delivery-metrics";
import { NetworkMark, useNetworkLook } from "./delivery-network";
import { actionsOf, type DeliverySurroundings, faceOf } from "./delivery-standing";
import { TimeAndDistance } from "./post-time";
import { DeliveryStateBadge } from "./state-badge";

export interface DeliveryCardProps extends DeliverySurroundings {
  delivery: DeliveryView;
  /** What follows it on its channel. */
  parts: readonly DeliveryView[];
}

/** One delivery: where it goes, how it stands, what the network said, what can be done about it, and what follows it. */
export function DeliveryCard({ delivery, parts, ...around }: DeliveryCardProps) {
  const { post, channelState, profileUrl, rights, zone, base } = around;
  const network = useNetworkLook()(delivery.network).name;
  const commands = useDeliveryCommands(delivery);
  const { state, removedAt } = delivery;
  const face = faceOf(delivery, channelState, post);
  const isOut = state === "published" && removedAt === null;
  return (
    <Card id={delivery.id} className="grid scroll-mt-24 gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-start gap-3">
        <NetworkMark network={delivery.network} className="size-9 rounded-md" />
        <div className="min-w-0 grow basis-40">
          <h3 className="break-words font-medium">{delivery.channelName}</h3>
          <p className="text-sm text-ink-muted wrap-anywhere">
            {network} · {delivery.channelHandle}
          </p>
        </div>
        <DeliveryStateBadge state={state} removed={removedAt !== null} />
      </div>
      <DeliveryTimes delivery={delivery} zone={zone} />
      <DeliveryFace delivery={delivery} face={face} post={post} network={network} zone={zone} base={base} />
      {state === "needs_attention" && (
        <DeliveryDecision
          delivery={delivery}
          networkName={network}
          profileUrl={profileUrl}
          commands={commands}
          mayDecide={rights.resolve}
        />
      )}
      {isOut && <DeliveryMetrics delivery={delivery} zone={zone} />}
      {isOut && (
        <PresenceLine deliveryId={delivery.id} network={network} zone={zone} mayDecide={rights.resolve} />
      )}
      <DeliveryHistory delivery={delivery} zone={zone} />
      <DeliveryButtons delivery={delivery} network={network} commands={commands} around={around} />
      {parts.length > 0 && <DeliveryLadder {...around} parts={parts} network={network} />}
    </Card>
  );
}

/** When it was to go out, when it did, and what comes next. */
function DeliveryTimes({ delivery, zone }: { delivery: DeliveryView; zone: string }) {
  const t = useTranslations("publishing.delivery");
  const format = useFormat();
  const { state, reason, publishAt, publishedAt, removedAt, queued } = delivery;
  const at = (instant: Date) => ({
    when: () => <TimeAndDistance at={instant} zone={zone} />,
  });
  const lateMs = publishedAt ? publishedAt.getTime() - publishAt.getTime() : null;
  // What waits for something else has no instant of its own yet; what is late tells its time itself.
  if (!publishedAt && (state === "waiting" || state === "missed" || reason === "channel_back")) return null;
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
        <p>
          {t.rich("at", at(publishAt))}
          {queued && ` · ${t("queued")}`}
        </p>
      )}
      {removedAt && <p>{t.rich("removedAt", at(removedAt))}</p>}
    </div>
  );
}

interface DeliveryButtonsProps {
  delivery: DeliveryView;
  network: string;
  commands: DeliveryCommands;
  around: DeliverySurroundings;
}

/** Where to see it, and what can be done with it. */
function DeliveryButtons({ delivery, network, commands, around }: DeliveryButtonsProps) {
  const t = useTranslations("publishing.delivery");
  const { post, channelState, rights, zone, base } = around;
  const { state, url, externalId, removedAt } = delivery;
  const isOut = state === "published" && removedAt === null;
  const actions = actionsOf(faceOf(delivery, channelState, post), rights);
  const mayRemove = rights.resolve && isOut && externalId !== null;
  if (!isOut && actions.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isOut && url && <ExternalLink href={url}>{t("view", { network })}</ExternalLink>}
      {isOut && !url && <p className="text-sm text-ink-subtle">{t("noLink")}</p>}
      <DeliveryActions
        delivery={delivery}
        actions={actions}
        post={post}
        network={network}
        commands={commands}
        zone={zone}
        base={base}
      />
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
