"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { Timeline } from "@/ui/patterns/timeline";
import type { Tone } from "@/ui/tone";
import type { ApprovalEntry, ApprovalState } from "../schemas";

const TONE: Record<ApprovalState, Tone> = {
  pending: "info",
  approved: "success",
  changes_requested: "warning",
  superseded: "neutral",
  withdrawn: "neutral",
};

interface ApprovalHistoryProps {
  entries: readonly ApprovalEntry[];
  zone: string;
}

/** Who asked, who answered what, and when; newest first. */
export function ApprovalHistory({ entries, zone }: ApprovalHistoryProps) {
  const t = useTranslations("approvals");
  const format = useFormat();
  const titleOf = ({ stage, state, requestedByName, decidedByName }: ApprovalEntry): string => {
    const asked = requestedByName === null ? "entry.pendingNobody" : "entry.pending";
    const name = (state === "pending" ? requestedByName : decidedByName) ?? t("entry.somebody");
    return t(state === "pending" ? asked : `entry.${state}`, { stage: t(`stage.${stage}`), name });
  };
  const items = entries.map((entry) => {
    const at = entry.decidedAt ?? entry.requestedAt;
    const { note, reminders, current, state } = entry;
    const older = !current && (state === "approved" || state === "changes_requested");
    return {
      key: entry.id,
      tone: current ? TONE[state] : ("neutral" as const),
      title: titleOf(entry),
      time: <time dateTime={at.toISOString()}>{format.instant(at, zone, "medium")}</time>,
      children: (note || older || reminders > 0) && (
        <div className="grid gap-0.5">
          {note && <p className="whitespace-pre-wrap wrap-anywhere text-ink">{note}</p>}
          {older && <p className="text-xs">{t("entry.older")}</p>}
          {reminders > 0 && <p className="text-xs">{t("entry.reminders", { count: reminders })}</p>}
        </div>
      ),
    };
  });
  return <Timeline label={t("panel.history")} items={items} />;
}
