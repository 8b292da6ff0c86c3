"use client";

import { CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { QueryError } from "@/ui/patterns/query-error";
import { EmptyState } from "@/ui/patterns/empty-state";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { Progress } from "@/ui/primitives/progress";
import { toast } from "@/ui/primitives/toast";
import { ClientClosed } from "./client-closed";
import { ClientPost } from "./client-post";
import type { ClientPage } from "./client-types";

/** The posts that a client is asked about: how many are answered, each as it will appear, and one answer for all. */
export function ClientReview({ token }: { token: string }) {
  const t = useTranslations("approvals.client");
  const review = api.approvals.review.useQuery({ token }, { staleTime: 5_000, refetchOnWindowFocus: true });
  if (!review.data) return review.isError ? <QueryError query={review} /> : null;
  const { page, state } = review.data;
  if (!page) return <ClientClosed reason={state} />;
  return (
    <>
      <header className="mb-6 grid gap-2">
        <h1 className="font-semibold text-2xl tracking-tight">{t("hello", { name: page.name })}</h1>
        <p className="max-w-prose text-ink-muted">{t("intro", { workspace: page.workspace.name })}</p>
      </header>
      {page.posts.length === 0 ? (
        <EmptyState title={t("none.title")} description={t("none.body")} />
      ) : (
        <>
          <Standing token={token} page={page} />
          <ol className="grid gap-6">
            {page.posts.map((summary, index) => (
              <li key={summary.postId}>
                <ClientPost
                  token={token}
                  summary={summary}
                  page={page}
                  number={index + 1}
                  eager={index < 2}
                />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

/** How far the client is; it stays in sight while they scroll. */
function Standing({ token, page }: { token: string; page: ClientPage }) {
  const t = useTranslations("approvals.client");
  const asked = page.posts.filter(({ state }) => state !== "preparing");
  const open = asked.filter(({ state }) => state === "open");
  const done = asked.length - open.length;
  if (asked.length === 0) return null;
  if (open.length === 0)
    return (
      <Banner tone="success" title={t("allDone")} className="mb-6">
        {t("allDoneHint")}
      </Banner>
    );
  return (
    <div className="sticky top-0 z-10 -mx-4 mb-6 flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-canvas/95 px-4 py-3 backdrop-blur-sm">
      <div className="grid min-w-40 grow gap-1.5">
        <p aria-live="polite" className="tabular text-sm">
          {t("progress", { done, total: asked.length })}
        </p>
        <Progress label={t("progressLabel")} ratio={done / asked.length} tone="success" />
      </div>
      {open.length > 1 && <ApproveAll token={token} open={open} />}
    </div>
  );
}

function ApproveAll({ token, open }: { token: string; open: ClientPage["posts"] }) {
  const t = useTranslations("approvals.client");
  const cache = api.useUtils();
  const approve = api.approvals.reviewApproveAll.useMutation({
    onSettled: () =>
      Promise.all([cache.approvals.review.invalidate(), cache.approvals.reviewPost.invalidate()]),
    onSuccess: ({ approved, skipped }) => {
      if (approved.length > 0) toast.success(t("approvedAll", { count: approved.length }));
      if (skipped.length > 0) toast.error(t("skipped", { count: skipped.length }));
    },
  });
  const count = open.length;
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary">
          <CheckCheck aria-hidden />
          {t("approveAll", { count })}
        </Button>
      }
      tone="primary"
      title={t("approveAllTitle", { count })}
      description={t("approveAllDescription")}
      confirmLabel={t("approveAll", { count })}
      onConfirm={() =>
        approve.mutateAsync({ token, posts: open.map(({ postId, hash }) => ({ postId, hash })) })
      }
    />
  );
}
