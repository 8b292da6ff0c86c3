"use client";

import { Check, MessageSquareWarning, Send, UserRoundCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import type { Id } from "@/kernel/ids";
import type { PostState } from "@/modules/publishing/schemas";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { Section } from "@/ui/patterns/section";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Card } from "@/ui/primitives/card";
import { Skeleton } from "@/ui/primitives/skeleton";
import type { ApprovalView } from "../schemas";
import { ApprovalBadge } from "./approval-badge";
import { ApprovalChanges } from "./approval-changes";
import { DecideDialog, type Verdict } from "./approval-decide";
import { ApprovalHistory } from "./approval-history";
import { ReviewLinks } from "./review-links";
import { SendToClient } from "./send-to-client";
import { useAsking } from "./use-approval";

export interface ApprovalPanelProps {
  postId: Id<"post">;
  postState: PostState;
  zone: string;
}

/** How the approval of a post stands, and what its reader can do about it. */
export function ApprovalPanel({ postId, postState, zone }: ApprovalPanelProps) {
  const t = useTranslations("approvals.panel");
  const approval = api.approvals.get.useQuery({ postId }, { staleTime: 0 });
  if (isOut(postState) && !approval.isError && !hasHistory(approval.data)) return null;
  return (
    <Section title={t("title")}>
      {approval.data ? (
        <Panel view={approval.data} postState={postState} zone={zone} />
      ) : approval.isError ? (
        <QueryError query={approval} />
      ) : (
        <Skeleton aria-label={t("loading")} className="h-32 w-full rounded-lg" />
      )}
    </Section>
  );
}

/** Some of it is out: nobody begins to ask about it. */
const isOut = (state: PostState): boolean =>
  state === "published" || state === "publishing" || state === "partial";

/** Tell whether anybody was ever asked; not known is no. */
const hasHistory = (view: ApprovalView | undefined): boolean =>
  view !== undefined && (view.state !== "none" || view.entries.length > 0 || view.links.length > 0);

type PanelProps = { view: ApprovalView } & Omit<ApprovalPanelProps, "postId">;

function Panel({ view, postState, zone }: PanelProps) {
  const t = useTranslations("approvals");
  const { state, mode, entries, changes, links } = view;
  // Nobody is asked about what is out in full.
  const over = postState === "published";
  return (
    <Card className="grid gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <ApprovalBadge state={state} />
        {mode !== "none" && (
          <span className="text-ink-muted text-sm">{t("panel.mode", { mode: t(`mode.${mode}.label`) })}</span>
        )}
      </div>
      <Warnings view={view} planned={postState === "scheduled"} />
      {changes && !over && <Changes changes={changes} zone={zone} />}
      {/* It may have left since this was read. */}
      {!over && <Actions view={view} />}
      {entries.length > 0 ? (
        <ApprovalHistory entries={entries} zone={zone} />
      ) : (
        <p className="text-ink-subtle text-sm">{t("panel.empty")}</p>
      )}
      {links.length > 0 && <ReviewLinks links={links} zone={zone} />}
    </Card>
  );
}

/** What a missing approval does to the plan, in plain words. */
function Warnings({ view: { state, waitingDeliveries }, planned }: { view: ApprovalView; planned: boolean }) {
  const t = useTranslations("approvals.panel");
  if (waitingDeliveries > 0)
    return (
      <Banner tone={state === "approved" ? "info" : "warning"} title={t("held.title")}>
        {t(state === "approved" ? "held.approved" : "held.waiting")}
      </Banner>
    );
  const missing = state !== "approved" && state !== "none";
  return planned && missing ? (
    <Banner tone="warning" title={t("planned.title")}>
      {t("planned.body")}
    </Banner>
  ) : null;
}

function Changes({ changes, zone }: { changes: NonNullable<ApprovalView["changes"]>; zone: string }) {
  const t = useTranslations("approvals");
  const format = useFormat();
  const title = t(`diff.title_${changes.of}`);
  return (
    <details open className="group grid gap-3 rounded-lg border border-warning-line bg-warning-soft p-3">
      <summary className="cursor-pointer rounded-sm font-medium text-sm text-warning-ink">{title}</summary>
      <p className="mt-2 mb-3 text-ink-muted text-sm">
        {t(`panel.reopened.${changes.of}`)}{" "}
        {t("diff.since", { when: format.instant(changes.since, zone, "medium") })}
      </p>
      <ApprovalChanges changes={changes.list} label={title} />
    </details>
  );
}

function Actions({ view }: { view: ApprovalView }) {
  const t = useTranslations("approvals.panel");
  const { request, withdraw, asking, withdrawing } = useAsking(view.postId);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [sending, setSending] = useState(false);
  const { state, canDecide, canRequest, canWithdraw, canShare: share, entries } = view;
  const internal = canDecide.includes("internal");
  const client =
    canDecide.includes("client") &&
    entries.some(({ stage, state }) => stage === "client" && state === "pending");
  const nothing = !internal && !client && canRequest.length === 0 && !canWithdraw && !share;
  if (nothing) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {internal && (
        <>
          <Button variant="primary" onClick={() => setVerdict({ stage: "internal", decision: "approved" })}>
            <Check aria-hidden />
            {t("approve")}
          </Button>
          <Button onClick={() => setVerdict({ stage: "internal", decision: "changes_requested" })}>
            <MessageSquareWarning aria-hidden />
            {t("changes")}
          </Button>
        </>
      )}
      {canRequest.length > 0 && (
        <Button
          variant={internal || state === "none" ? "secondary" : "primary"}
          loading={asking}
          onClick={request}
        >
          <UserRoundCheck aria-hidden />
          {t(entries.length > 0 ? "requestAgain" : "request")}
        </Button>
      )}
      {share && (
        <Button onClick={() => setSending(true)}>
          <Send aria-hidden />
          {t("toClient")}
        </Button>
      )}
      {client && (
        <Button variant="ghost" onClick={() => setVerdict({ stage: "client", decision: "approved" })}>
          {t("clientSaid")}
        </Button>
      )}
      {canWithdraw && (
        <Button variant="ghost" loading={withdrawing} onClick={withdraw}>
          {t("withdraw")}
        </Button>
      )}
      <DecideDialog view={view} verdict={verdict} onClose={() => setVerdict(null)} />
      <SendToClient postIds={[view.postId]} open={sending} onOpenChange={setSending} />
    </div>
  );
}
