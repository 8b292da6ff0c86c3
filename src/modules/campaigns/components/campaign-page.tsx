"use client";

import { Archive, ArchiveRestore, FileQuestion, PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { PostCollection } from "@/modules/planning/components/post-collection";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import type { PostState } from "@/modules/publishing/schemas";
import { api, errorDataFrom } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { BackLink } from "@/ui/patterns/back-link";
import { EmptyState } from "@/ui/patterns/empty-state";
import { QueryError } from "@/ui/patterns/query-error";
import { ListSkeleton } from "@/ui/patterns/list-skeleton";
import { PageHeader } from "@/ui/patterns/page-header";
import { Section } from "@/ui/patterns/section";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { HueDot } from "@/ui/primitives/hue-chip";
import { toast } from "@/ui/primitives/toast";
import type { CampaignView } from "../schemas";
import { CampaignDialog } from "./campaign-dialog";
import { CampaignFacts } from "./campaign-facts";

export interface CampaignPageProps {
  campaignId: Id<"campaign">;
  rights: PostRights;
  zone: string;
  base: string;
}

/** One campaign: its aim, its dates, how far it is, and its posts. */
export function CampaignPage({ campaignId, rights, zone, base }: CampaignPageProps) {
  const t = useTranslations("campaigns");
  const campaign = api.campaigns.get.useQuery({ campaignId });
  const above = <BackLink href={`${base}/campaigns`}>{t("back")}</BackLink>;
  if (errorDataFrom(campaign.error)?.code === "NOT_FOUND")
    return (
      <>
        <PageHeader title={t("one")} above={above} />
        <EmptyState
          icon={FileQuestion}
          title={t("gone.title")}
          description={t("gone.description")}
          action={<ButtonLink href={`${base}/campaigns`}>{t("back")}</ButtonLink>}
        />
      </>
    );
  if (!campaign.data)
    return (
      <>
        <PageHeader title={t("one")} above={above} />
        {campaign.isError ? <QueryError query={campaign} /> : <ListSkeleton rows={4} />}
      </>
    );
  const { data } = campaign;
  return (
    <>
      <PageHeader
        above={above}
        title={
          <span className="inline-flex items-center gap-3">
            <HueDot hue={data.color} className="size-4 shrink-0" />
            {data.name}
          </span>
        }
        badge={data.archivedAt && <Badge>{t("archived")}</Badge>}
        description={data.goal}
        actions={rights.write && <CampaignActions campaign={data} mayPublish={rights.publish} />}
      />
      <CampaignFacts campaign={data} zone={zone} />
      <Section title={t("posts")}>
        <PostCollection
          filter={{ campaignId }}
          rights={rights}
          zone={zone}
          base={base}
          empty={
            <EmptyState
              title={t("noPosts.title")}
              description={t("noPosts.description")}
              action={rights.write && <ButtonLink href={`${base}/posts`}>{t("noPosts.action")}</ButtonLink>}
            />
          }
        />
      </Section>
    </>
  );
}

const UNPLANNED: readonly PostState[] = ["draft", "published", "cancelled"];

function CampaignActions({ campaign, mayPublish }: { campaign: CampaignView; mayPublish: boolean }) {
  const t = useTranslations("campaigns");
  const message = useErrorMessage();
  const [editing, setEditing] = useState(false);
  const cache = api.useUtils();
  const settled = {
    onError: (error: unknown) => void toast.error(message(error)),
    onSettled: () => Promise.all([cache.campaigns.invalidate(), cache.planning.swatches.invalidate()]),
  };
  const archive = api.campaigns.archive.useMutation({
    ...settled,
    onSuccess: () => void toast.success(t("archivedDone", { name: campaign.name })),
  });
  const reopen = api.campaigns.reopen.useMutation({
    ...settled,
    onSuccess: () => void toast.success(t("reopenedDone", { name: campaign.name })),
  });
  const input = { campaignId: campaign.id };
  return (
    <>
      <Button onClick={() => setEditing(true)}>
        <PenLine aria-hidden />
        {t("edit")}
      </Button>
      {campaign.archivedAt ? (
        <Button loading={reopen.isPending} onClick={() => reopen.mutate(input)}>
          <ArchiveRestore aria-hidden />
          {t("reopen")}
        </Button>
      ) : (
        <Button loading={archive.isPending} onClick={() => archive.mutate(input)}>
          <Archive aria-hidden />
          {t("archive")}
        </Button>
      )}
      {editing && (
        <CampaignDialog
          campaign={campaign}
          linksLocked={!mayPublish && campaign.posts.some(({ state }) => !UNPLANNED.includes(state))}
          onClose={() => setEditing(false)}
        />
      )}
    </>
  );
}
