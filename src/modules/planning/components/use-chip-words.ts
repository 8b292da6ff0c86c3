"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useFormat } from "@/i18n/use-format";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { awaitsPeople } from "@/modules/publishing/components/post-rights";
import type { PostSummary } from "../schemas";

/** The words of a post in the calendar: its time, its name, and what colour and signs say. */
export function useChipWords(zone: string) {
  const t = useTranslations("planning.calendar");
  const untitled = useTranslations("planning.posts")("untitled");
  const states = useTranslations("publishing.postState");
  const approvals = useTranslations("approvals.state");
  const format = useFormat();
  return useCallback(
    (post: PostSummary) => {
      const title = postLabelOf({ title: post.title, text: post.excerpt }) || untitled;
      const time = post.publishAt ? format.instant(post.publishAt, zone, "time") : "";
      const standing = [
        states(post.state),
        ...(awaitsPeople(post) ? [approvals(post.approval)] : []),
        post.channels.map(({ name }) => name).join(", ") || t("noChannels"),
        ...(post.partCount > 0 ? [t("parts", { count: post.partCount })] : []),
      ].join(", ");
      return { title, time, standing };
    },
    [t, untitled, states, approvals, format, zone],
  );
}
