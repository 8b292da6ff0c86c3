"use client";

import { useTranslations } from "next-intl";
import { useParams, useRouter } from "next/navigation";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";
import type { PostView } from "../schemas";
import type { DraftSaver } from "./composer-saver";
import { isAgreed } from "./post-rights";
import type { PlanChoice } from "./use-plan";

export interface Outcome {
  /** Save, then plan it, and ask people for their approval when that is wanted. @throws what the server answers. */
  plan: (choice: PlanChoice, askApproval: boolean) => Promise<void>;
  /** The same at once; without the approval that it needs it is held. @throws what the server answers. */
  publishNow: (askApproval: boolean) => Promise<void>;
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
    void Promise.all(
      [utils.planning, utils.queues, utils.series, utils.approvals].map((one) => one.invalidate()),
    );
  };
  const leave = (words: string, page: "post" | "list" = "post") => {
    toast.success(words);
    router.push(page === "post" ? `/${workspace}/posts/${postId}` : `/${workspace}/posts`);
  };
  return { calls: utils.client, client: utils.client.publishing, planning: utils.planning, settle, leave };
}

type Calls = ReturnType<typeof useLeaving>["calls"];

/** Ask the server for a plan; the post as it stands then. @throws what it answers. */
async function carryOut(
  calls: Calls,
  choice: PlanChoice,
  postId: PostView["id"],
  zone: string,
): Promise<PostView> {
  const { publishing, queues, series } = calls;
  if (choice.way === "time")
    return publishing.schedule.mutate({ postId, publishAt: choice.wallTime, timeZone: zone });
  if (choice.way === "queue") return queues.add.mutate({ postId, position: choice.position });
  if (choice.way === "after") {
    const { afterPostId, afterChannelId, afterMinutes } = choice;
    return publishing.scheduleAfter.mutate({ postId, afterPostId, afterChannelId, afterMinutes });
  }
  const { startsAt, rule } = choice;
  await series.createFromPost.mutate({ postId, startsAt, rule, timeZone: zone });
  return publishing.get.query({ postId });
}

/** What a draft becomes, and where its author goes then. */
export function useOutcome(saver: DraftSaver, zone: string, now: () => Date): Outcome {
  const t = useTranslations("composer.outcome");
  const format = useFormat();
  const message = useErrorMessage();
  const { calls, client, planning, settle, leave } = useLeaving(saver);
  const { postId } = saver;
  /** Nothing may go out between saving and planning anew: a time that has passed is taken back first. */
  const saveFirst = async () => {
    const { post, dirty } = saver.getSnapshot();
    const late = post?.publishAt && post.publishAt <= now();
    if (late && dirty) saver.note(await client.unschedule.mutate({ postId }));
    await saver.save();
  };
  // The plan stands whether or not people could be asked: its page offers that again.
  const ask = () =>
    calls.approvals.request.mutate({ postId }).catch((error: unknown) => void toast.error(message(error)));
  return {
    plan: async (choice, askApproval) => {
      await saveFirst();
      const post = await carryOut(calls, choice, postId, zone);
      settle(post);
      if (askApproval) await ask();
      const when = post.publishAt ? format.instant(post.publishAt, zone, "slot") : "";
      leave(t(post.approval === "pending" ? "proposed" : `planned.${choice.way}`, { when }));
    },
    publishNow: async (askApproval) => {
      await saveFirst();
      const post = await client.publishNow.mutate({ postId });
      settle(post);
      if (askApproval) await ask();
      leave(t(isAgreed(post) ? "publishing" : "held"));
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
