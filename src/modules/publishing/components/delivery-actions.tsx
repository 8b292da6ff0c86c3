"use client";

import {
  CalendarClock,
  ChevronRight,
  type LucideIcon,
  MapPin,
  Play,
  Plug,
  RotateCcw,
  Send,
  ShieldCheck,
  Shuffle,
  SkipForward,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import type { DeliveryView, PostView } from "../schemas";
import { ScheduleDialog } from "./composer-schedule-dialog";
import type { DeliveryCommands } from "./delivery-commands";
import { PlaceDialog } from "./delivery-place";
import { type FaceAction, unplacedBefore } from "./delivery-standing";
import { firstTimeFor } from "./post-actions";

const ICON: Record<FaceAction, LucideIcon> = {
  reconnect: Plug,
  approve: ShieldCheck,
  resume: Play,
  upstream: ChevronRight,
  place: MapPin,
  sendNow: Send,
  sendAnyway: Send,
  retry: RotateCcw,
  reflow: Shuffle,
  reschedule: CalendarClock,
  skip: SkipForward,
};

/** Where the actions that only lead somewhere lead to. */
const leadOf = (
  action: FaceAction,
  post: Pick<PostView, "id" | "afterPostId">,
  base: string,
): string | null => {
  if (action === "reconnect") return `${base}/channels`;
  if (action === "resume") return `${base}/queue`;
  if (action === "approve") return `${base}/posts/${post.id}#approval`;
  if (action === "upstream") return post.afterPostId && `${base}/posts/${post.afterPostId}`;
  return null;
};

export interface DeliveryActionsProps {
  delivery: DeliveryView;
  actions: readonly FaceAction[];
  post: Pick<PostView, "id" | "afterPostId" | "deliveries">;
  network: string;
  commands: DeliveryCommands;
  zone: string;
  base: string;
}

const clock = () => new Date();

/** What can be done about a delivery, the likeliest first; what cannot be undone is asked about. */
export function DeliveryActions({
  delivery,
  actions,
  post,
  network,
  commands,
  zone,
  base,
}: DeliveryActionsProps) {
  const t = useTranslations("publishing.faceAction");
  const [asked, setAsked] = useState<FaceAction | null>(null);
  const close = () => setAsked(null);
  const press = (action: FaceAction) => {
    if (action === "retry" || action === "sendNow") void commands.retry();
    else setAsked(action);
  };
  const { channelName: channel } = delivery;
  const unplaced = asked === "place" ? unplacedBefore(post.deliveries, delivery) : undefined;
  return (
    <>
      {actions.map((action, index) => {
        const Icon = ICON[action];
        const lead = leadOf(action, post, base);
        const look = { size: "sm", variant: index === 0 ? "primary" : "secondary" } as const;
        const words = t(action === "retry" && delivery.part > 0 ? "retryPart" : action);
        const label = t("of", { action: words, channel });
        return lead === null ? (
          <Button
            key={action}
            {...look}
            {...(action === "skip" && { variant: "ghost" })}
            aria-label={label}
            disabled={commands.busy}
            onClick={() => press(action)}
          >
            <Icon aria-hidden />
            {words}
          </Button>
        ) : (
          <ButtonLink key={action} {...look} href={lead} aria-label={label}>
            <Icon aria-hidden />
            {words}
          </ButtonLink>
        );
      })}
      {asked === "reschedule" && (
        <ScheduleDialog
          zone={zone}
          initial={firstTimeFor(null, zone, clock())}
          channelCount={1}
          now={clock}
          onSchedule={(wallTime) => commands.reschedule(wallTime, zone)}
          onClose={close}
        />
      )}
      {unplaced && (
        <PlaceDialog network={network} onPlace={(url) => commands.place(unplaced.id, url)} onClose={close} />
      )}
      <ConfirmDialog
        open={asked === "skip"}
        onOpenChange={(open) => !open && close()}
        title={t("skipTitle", { network })}
        description={t(delivery.part > 0 ? "skipPartDescription" : "skipDescription")}
        confirmLabel={t("skip")}
        onConfirm={commands.skip}
      />
      <ConfirmDialog
        open={asked === "reflow"}
        onOpenChange={(open) => !open && close()}
        tone="primary"
        title={t("reflowTitle", { channel })}
        description={t("reflowDescription", { channel })}
        confirmLabel={t("reflow")}
        onConfirm={commands.reflow}
      />
      <ConfirmDialog
        open={asked === "sendAnyway"}
        onOpenChange={(open) => !open && close()}
        title={t("anywayTitle")}
        description={t("anywayDescription")}
        confirmLabel={t("sendAnyway")}
        onConfirm={commands.retry}
      />
    </>
  );
}
