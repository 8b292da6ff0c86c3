"use client";

import { useTranslations } from "next-intl";
import { useParams, useRouter } from "next/navigation";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { toast } from "@/ui/primitives/toast";
import type { PostView } from "../schemas";
import type { DraftSaver } from "./composer-saver";

export interface Outcome {
  /** Save, then publish at a wall time of the zone. @throws what the server answers. */
  schedule: (wallTime: string) => Promise<void>;
  publishNow: () => Promise<void>;
  /** Save the changes of a planned post: they are what goes out. */
  update: () => Promise<void>;
  unschedule: () => Promise<void>;
  remove: () => Promise<void>;
}

/** Tell the rest of the product what became of a post, and go to its page. */
function useLeaving(saver: DraftSaver) {
  const router = useRouter();
  const { workspace } = useParams<{ workspace: string }>();
  const utils = api.useUtils();
  const { postId } = saver;
  const settle = (post: PostView) => {
    saver.note(post);
    utils.publishing.get.setData({ postId }, post);
    void utils.planning.invalidate();
  };
  const leave = (words: string, page: "post" | "list" = "post") => {
    toast.success(words);
    router.push(page === "post" ? `/${workspace}/posts/${postId}` : `/${workspace}/posts`);
  };
  return { client: utils.client.publishing, planning: utils.planning, settle, leave };
}

/** What a draft becomes, and where its author goes then. */
export function useOutcome(saver: DraftSaver, zone: string, now: () => Date): Outcome {
  const t = useTranslations("composer.outcome");
  const format = useFormat();
  const { client, planning, settle, leave } = useLeaving(saver);
  const { postId } = saver;
  /** Nothing may go out between saving and planning anew: a time that has passed is taken back first. */
  const saveFirst = async () => {
    const { post, dirty } = saver.getSnapshot();
    const late = post?.publishAt && post.publishAt <= now();
    if (late && dirty) saver.note(await client.unschedule.mutate({ postId }));
    await saver.save();
  };
  return {
    schedule: async (wallTime) => {
      await saveFirst();
      const post = await client.schedule.mutate({ postId, publishAt: wallTime, timeZone: zone });
      settle(post);
      leave(t("scheduled", { when: post.publishAt ? format.instant(post.publishAt, zone, "slot") : "" }));
    },
    publishNow: async () => {
      await saveFirst();
      settle(await client.publishNow.mutate({ postId }));
      leave(t("publishing"));
    },
    update: async () => {
      const post = await saver.save();
      if (post) settle(post);
      leave(t("updated"));
    },
    unschedule: async () => {
      settle(await client.unschedule.mutate({ postId }));
      toast.success(t("unscheduled"));
    },
    remove: async () => {
      if (saver.getSnapshot().post) await client.delete.mutate({ postId });
      saver.abandon();
      void planning.invalidate();
      leave(t("deleted"), "list");
    },
  };
}
