"use client";

import { FileText, PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue } from "react";
import { isId } from "@/kernel/ids";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { EmptyState } from "@/ui/patterns/empty-state";
import { NoResults } from "@/ui/patterns/no-results";
import { PageHeader } from "@/ui/patterns/page-header";
import { ButtonLink } from "@/ui/primitives/button-link";
import { PostCollection } from "./post-collection";
import { PostFilterBar, usePostFilters } from "./post-filters";
import { statesOf } from "./post-groups";
import { TrashList } from "./trash-list";

export interface PostListProps {
  rights: PostRights;
  zone: string;
  base: string;
}

/** The posts page: everything that was written, narrowed by state, channel, campaign, label and words; and the trash. */
export function PostList({ rights, zone, base }: PostListProps) {
  const t = useTranslations("planning.posts");
  const filters = usePostFilters();
  const { q, state, channel, campaign, label } = filters.filter;
  const search = useDeferredValue(q.trim());
  const states = state === "trash" ? undefined : statesOf(state);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <PostFilterBar filters={filters} />
      {state === "trash" ? (
        <TrashList rights={rights} zone={zone} />
      ) : (
        <PostCollection
          filter={{
            ...(states && { states }),
            ...(search && { search }),
            ...(isId("channel", channel) && { channelId: channel }),
            ...(isId("campaign", campaign) && { campaignId: campaign }),
            ...(isId("label", label) && { labelId: label }),
          }}
          rights={rights}
          zone={zone}
          base={base}
          empty={
            filters.narrowed ? (
              <NoResults onClear={filters.clear} />
            ) : (
              <EmptyState
                icon={FileText}
                title={t("empty.title")}
                description={rights.write ? t("empty.description") : t("empty.readOnly")}
                action={rights.write && <NewPost base={base} />}
              />
            )
          }
        />
      )}
    </>
  );
}

function NewPost({ base }: { base: string }) {
  const t = useTranslations("planning.posts");
  return (
    <ButtonLink href={`${base}/compose`} variant="primary">
      <PenLine aria-hidden />
      {t("new")}
    </ButtonLink>
  );
}
