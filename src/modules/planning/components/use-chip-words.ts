"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "@/i18n/use-format";
import { postLabelOf } from "@/modules/publishing/components/post-label";
import { awaitsPeople } from "@/modules/publishing/components/post-rights";
import type { PlannedPost } from "../schemas";

/** Stands where a name comes, in words that are made once for all names. */
const blank = "\uFFFC";

interface PostWords {
  time: string;
  title: string;
  /** What colour and signs say. */
  standing: string;
}

/** What a calendar says hundreds of times. Making a sentence costs far more than filling it: each is made once. */
export function useChipWords(zone: string) {
  const t = useTranslations("planning.calendar");
  const untitled = useTranslations("planning.posts")("untitled");
  const states = useTranslations("publishing.postState");
  const approvals = useTranslations("approvals.state");
  const format = useFormat();
  return useMemo(() => {
    const ofPosts = new WeakMap<PlannedPost, PostWords>();
    const ofCounts = new Map<number, Record<"posts" | "more" | "attention" | "open", string>>();
    const [move, moveShort] = [t("move", { title: blank }), t("moveShort")];
    const sayPost = (post: PlannedPost): PostWords => ({
      title: postLabelOf({ title: post.title, text: post.excerpt }) || untitled,
      time: post.publishAt ? format.instant(post.publishAt, zone, "time") : "",
      standing: [
        states(post.state),
        ...(awaitsPeople(post) ? [approvals(post.approval)] : []),
        post.channels.map(({ name }) => name).join(", ") || t("noChannels"),
        ...(post.partCount > 0 ? [t("parts", { count: post.partCount })] : []),
      ].join(", "),
    });
    const sayCount = (count: number) => ({
      posts: t("posts", { count }),
      more: t("more", { count }),
      attention: t("attention", { count }),
      open: t("openDay", { day: blank, count }),
    });
    const ofCount = (count: number) => {
      const said = ofCounts.get(count) ?? sayCount(count);
      ofCounts.set(count, said);
      return said;
    };
    return {
      moveShort,
      post: (post: PlannedPost): PostWords => {
        const said = ofPosts.get(post) ?? sayPost(post);
        ofPosts.set(post, said);
        return said;
      },
      move: (title: string) => move.replace(blank, () => title),
      posts: (count: number) => ofCount(count).posts,
      more: (count: number) => ofCount(count).more,
      attention: (count: number) => ofCount(count).attention,
      openCell: (cell: string, count: number) => ofCount(count).open.replace(blank, () => cell),
    };
  }, [t, untitled, states, approvals, format, zone]);
}
