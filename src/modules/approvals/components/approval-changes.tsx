"use client";

import { useTranslations } from "next-intl";
import type { ContentChange } from "../schemas";

/** What differs between two versions, field by field: struck out what went, underlined what came. */
export function ApprovalChanges({ changes, label }: { changes: readonly ContentChange[]; label: string }) {
  const t = useTranslations("approvals.diff");
  return (
    <dl aria-label={label} className="grid gap-3">
      {changes.map(({ field, channelId, channelName, segments }) => (
        <div key={`${field} ${channelId}`} className="grid gap-1">
          <dt className="font-medium text-ink-muted text-xs">
            {channelName && field !== "channel"
              ? t("on", { field: t(`field.${field}`), channel: channelName })
              : t(`field.${field}`)}
          </dt>
          <dd className="whitespace-pre-wrap wrap-anywhere rounded-md border border-line bg-surface px-3 py-2 text-ink text-sm leading-relaxed">
            {segments.map((segment, index) => (
              // A text has no other key than its order.
              // oxlint-disable-next-line react/no-array-index-key
              <Segment key={index} segment={segment} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Segment({ segment: { kind, text } }: { segment: ContentChange["segments"][number] }) {
  const t = useTranslations("approvals.diff");
  if (kind === "same") return text;
  // Screen readers tell colours no more than insertions: each change says in words what it is.
  return kind === "added" ? (
    <ins className="rounded-xs bg-success-soft text-success-ink decoration-success-line">
      <span className="sr-only">{` [${t("added")}: `}</span>
      {text}
      <span className="sr-only">{"] "}</span>
    </ins>
  ) : (
    <del className="rounded-xs bg-danger-soft text-danger-ink">
      <span className="sr-only">{` [${t("removed")}: `}</span>
      {text}
      <span className="sr-only">{"] "}</span>
    </del>
  );
}
