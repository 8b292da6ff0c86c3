"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormat } from "@/i18n/use-format";
import { minuteMs } from "@/kernel/time";
import { api } from "@/trpc/client";
import { useOwnWords } from "@/ui/forms/use-own-words";
import { Link } from "@/ui/primitives/link";
import type { DeliveryView, PostView } from "../schemas";
import { useNetworkLook } from "./delivery-network";
import { useReasonWords } from "./delivery-reason";
import type { Face } from "./delivery-standing";
import { postLabelOf } from "./post-label";
import { TimeAndDistance } from "./post-time";

export interface DeliveryFaceProps {
  delivery: DeliveryView;
  face: Face;
  post: Pick<PostView, "afterPostId" | "afterMinutes">;
  network: string;
  zone: string;
  base: string;
}

/** Faces whose reason adds nothing to what the face itself says. */
const SPEAKING: readonly Face[] = [
  "unwell",
  "held_channel",
  "held_back",
  "held_approval",
  "held_late",
  "held_queue",
  "held_post",
  "held_part",
  "held_restored",
  "missed",
  "unconfirmed",
];

/** How a delivery stands, in sentences: what is the matter, since when, and what happens next by itself. */
export function DeliveryFace({ delivery, face, post, network, zone, base }: DeliveryFaceProps) {
  const t = useTranslations("publishing.face");
  const said = useTranslations("publishing.delivery")("said", { network });
  const words = useReasonWords()(delivery.reason);
  const ownWords = useOwnWords();
  const when = (instant: Date) => () => <TimeAndDistance at={instant} zone={zone} />;
  const { publishAt, dueAt, since, detail, channelName: channel } = delivery;
  // Where nothing can be looked for, the receiver tells a repeat by its number.
  const isRepeated = useNetworkLook()(delivery.network).guarantee === "at_least_once";
  const lines: Partial<Record<Face, ReactNode>> = {
    unwell: t.rich("unwell", { network, when: when(dueAt) }),
    retrying: t.rich("retrying", { when: when(dueAt) }),
    sending: t("sending", { network }),
    unconfirmed: t.rich(isRepeated ? "unconfirmed_repeated" : "unconfirmed", {
      network,
      when: when(dueAt),
    }),
    missed: t.rich("missed", { when: when(publishAt) }),
    held_channel: t.rich("held_channel", { channel, when: when(since) }),
    held_back: t.rich("held_back", { channel, when: when(publishAt) }),
    held_approval: t.rich("held_approval", { when: when(since) }),
    held_late: t.rich("held_late", { when: when(publishAt) }),
    held_queue: t.rich("held_queue", { channel, when: when(since) }),
    held_part: t("held_part"),
    held_restored: t("held_restored", { channel }),
  };
  const line =
    face === "waiting_post" || face === "held_post" ? (
      <Upstream post={post} held={face === "held_post"} base={base} />
    ) : face === "waiting_part" ? (
      <WaitingPart minutes={delivery.waitMinutes} />
    ) : (
      lines[face]
    );
  const reason = words !== null && !SPEAKING.includes(face) ? words : null;
  if (!line && !reason && !detail) return null;
  const own = detail && ownWords(detail);
  return (
    <div className="tabular grid gap-1.5 text-sm">
      {line && <p>{line}</p>}
      {reason && <p>{reason}</p>}
      {own && <p className="break-words text-ink-muted">{own}</p>}
      {detail && !own && (
        <figure className="border-l-2 border-line-strong pl-3">
          <figcaption className="text-xs text-ink-subtle">{said}</figcaption>
          <blockquote className="break-words text-ink-muted">{detail}</blockquote>
        </figure>
      )}
    </div>
  );
}

/** How long after the part before it a part goes out. */
function WaitingPart({ minutes }: { minutes: number }) {
  const t = useTranslations("publishing.face");
  const format = useFormat();
  return minutes === 0
    ? t("waiting_part")
    : t("waiting_part_later", { wait: format.duration(minutes * minuteMs) });
}

interface UpstreamProps {
  post: DeliveryFaceProps["post"];
  held: boolean;
  base: string;
}

/** Which post this one waits for, or waited for in vain, with the way to it. */
function Upstream({ post: { afterPostId, afterMinutes }, held, base }: UpstreamProps) {
  const t = useTranslations("publishing.face");
  const untitled = useTranslations("publishing.post")("untitled");
  const format = useFormat();
  const upstream = api.publishing.get.useQuery(
    { postId: afterPostId ?? "post_00000000000000000000000000" },
    { enabled: afterPostId !== null },
  );
  const { data } = upstream;
  const label = data
    ? t("quotedPost", { post: postLabelOf({ title: data.title, text: data.body }) || untitled })
    : t("otherPost");
  const post = () =>
    afterPostId ? <Link href={`${base}/posts/${afterPostId}`}>{label}</Link> : <span>{label}</span>;
  if (held) return t.rich("held_post", { post });
  return afterMinutes === 0
    ? t.rich("waiting_post", { post })
    : t.rich("waiting_post_later", { post, wait: format.duration(afterMinutes * minuteMs) });
}
