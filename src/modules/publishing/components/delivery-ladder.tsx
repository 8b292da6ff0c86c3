"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/ui/cn";
import { ExternalLink } from "@/ui/primitives/link";
import { STATUS_LOOK } from "@/ui/primitives/status-badge";
import { SOLID_TONE } from "@/ui/tone";
import type { DeliveryView, PostView } from "../schemas";
import { DeliveryActions } from "./delivery-actions";
import { useDeliveryCommands } from "./delivery-commands";
import { DeliveryDecision } from "./delivery-decision";
import { DeliveryFace } from "./delivery-face";
import { DeliveryHistory } from "./delivery-history";
import { actionsOf, type DeliverySurroundings, faceOf } from "./delivery-standing";
import { postLabelOf } from "./post-label";
import { PostTime } from "./post-time";
import { DELIVERY_LOOK, DeliveryStateBadge } from "./state-badge";

export type DeliveryLadderProps = DeliverySurroundings & {
  parts: readonly DeliveryView[];
  network: string;
};

/** What a part says on its channel: the channel's own words, else the post's. */
function textOf({ variants, parts }: PostView, { channelId, part }: DeliveryView): string {
  const own = variants.find((variant) => variant.channelId === channelId)?.parts ?? parts;
  return own[part - 1]?.body ?? "";
}

/** What follows a post on its channel, rung by rung, each with its own state and its own way on. */
export function DeliveryLadder({ parts, ...rest }: DeliveryLadderProps) {
  const t = useTranslations("publishing.ladder");
  const out = parts.filter(({ state }) => state === "published").length;
  return (
    <section aria-label={t("label")} className="grid gap-2">
      <h4 className="flex flex-wrap items-baseline justify-between gap-2 text-sm font-medium">
        {t("title")}
        <span className="text-xs font-normal text-ink-subtle">
          {t("progress", { out, total: parts.length })}
        </span>
      </h4>
      <ol className="grid border-l-2 border-line pl-4">
        {parts.map((part) => (
          <Rung key={part.id} part={part} {...rest} />
        ))}
      </ol>
    </section>
  );
}

type RungProps = Omit<DeliveryLadderProps, "parts"> & { part: DeliveryView };

function Rung({ part, post, channelState, profileUrl, rights, network, zone, base }: RungProps) {
  const t = useTranslations("publishing.ladder");
  const view = useTranslations("publishing.delivery");
  const commands = useDeliveryCommands(part);
  const face = faceOf(part, channelState, post);
  const actions = actionsOf(face, rights);
  const text = postLabelOf({ title: null, text: textOf(post, part) });
  const { state, url, publishedAt, removedAt } = part;
  return (
    <li id={part.id} className="relative grid scroll-mt-24 gap-2 py-2.5">
      <span
        aria-hidden
        className={cn(
          "absolute top-4.5 -left-[1.4rem] size-2.5 rounded-full border-2 border-surface",
          SOLID_TONE[STATUS_LOOK[DELIVERY_LOOK[state]].tone],
        )}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-sm font-medium">{t(`kind.${part.kind}`, { number: part.part + 1 })}</span>
        <DeliveryStateBadge state={state} removed={removedAt !== null} />
        {publishedAt && <PostTime at={publishedAt} zone={zone} className="tabular text-xs text-ink-subtle" />}
        {state === "published" && removedAt === null && url && (
          <ExternalLink href={url} className="text-xs">
            {view("view", { network })}
          </ExternalLink>
        )}
      </div>
      {text && <p className="line-clamp-2 break-words text-sm text-ink-muted">{text}</p>}
      <DeliveryFace delivery={part} face={face} post={post} network={network} zone={zone} base={base} />
      {state === "needs_attention" && (
        <DeliveryDecision
          delivery={part}
          networkName={network}
          profileUrl={profileUrl}
          commands={commands}
          mayDecide={rights.resolve}
        />
      )}
      {state !== "published" && <DeliveryHistory delivery={part} zone={zone} />}
      {actions.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <DeliveryActions
            delivery={part}
            actions={actions}
            post={post}
            network={network}
            commands={commands}
            zone={zone}
            base={base}
          />
        </div>
      )}
    </li>
  );
}
