"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import type { PostView } from "../schemas";
import type { ComposedChannel } from "./composer-check";

export interface ApprovalNeed {
  /** Null: nobody must agree. `proposed`: planning it asks people by itself. */
  standing: "missing" | "proposed" | "pending" | "approved" | null;
  /** People were not asked yet, so they can be. */
  ask: boolean;
  wanted: boolean;
  setWanted: (wanted: boolean) => void;
}

/** Whether people must agree to what goes out on these channels, and how far they are. */
export function useApprovalNeed(
  composed: readonly ComposedChannel[],
  post: PostView | null,
  { dirty, proposes = false }: { dirty: boolean; proposes?: boolean },
): ApprovalNeed {
  const [wanted, setWanted] = useState(true);
  const policies = api.approvals.policies.useQuery(undefined, { retry: false }).data;
  const own = new Map(policies?.channels.map(({ channelId, mode }) => [channelId, mode]));
  const needed =
    proposes || composed.some(({ channel }) => (own.get(channel.id) ?? policies?.mode ?? "none") !== "none");
  const known = dirty ? null : post?.approval;
  const open = proposes ? "proposed" : "missing";
  const standing = !needed ? null : known === "approved" || known === "pending" ? known : open;
  return { standing, ask: standing === "missing", wanted, setWanted };
}

interface ApprovalNoticeProps {
  need: ApprovalNeed;
  /** It would go out at once, not at a time of its own. */
  atOnce?: boolean;
}

/** Says plainly that a post waits for people, and offers to ask them at once. */
export function ApprovalNotice({ need, atOnce = false }: ApprovalNoticeProps) {
  const t = useTranslations("composer.schedule.approval");
  const { standing, ask, wanted, setWanted } = need;
  if (standing === null) return null;
  return (
    <Banner tone={standing === "approved" ? "success" : "warning"} title={t(`${standing}.title`)}>
      {t(atOnce && standing !== "approved" ? "atOnce" : `${standing}.text`)}
      {ask && (
        <CheckboxField
          className="mt-2 text-ink"
          label={t("ask")}
          checked={wanted}
          onCheckedChange={(on) => setWanted(on === true)}
        />
      )}
    </Banner>
  );
}
