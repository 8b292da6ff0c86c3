"use client";

import { useTranslations } from "next-intl";
import type { PostApproval } from "@/modules/publishing/schemas";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";

const LOOK: Record<PostApproval, StatusKind> = {
  none: "draft",
  required: "attention",
  pending: "planned",
  approved: "done",
  changes_requested: "attention",
};

/** How far the approval of a post is. */
export function ApprovalBadge({ state }: { state: PostApproval }) {
  const t = useTranslations("approvals.state");
  return <StatusBadge kind={LOOK[state]}>{t(state)}</StatusBadge>;
}
