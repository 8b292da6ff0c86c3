"use client";

import { CalendarClock, CalendarOff, Ellipsis, ListEnd, ListPlus, PenLine, Send, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import type { Id } from "@/kernel/ids";
import { meantTimeOf, wallTimeOf } from "@/kernel/time";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import type { PostApproval } from "../schemas";
import { ScheduleDialog } from "./composer-schedule-dialog";
import { quickPicks } from "./composer-times";
import { type PostCommands, usePostCommands } from "./post-commands";
import { isAgreed, type PostActions } from "./post-rights";

export type PostQuestion = "reschedule" | "publishNow" | "delete" | null;

export interface PostSubject {
  id: Id<"post">;
  label: string;
  publishAt: Date | null;
  channelCount: number;
  approval: PostApproval;
}

export interface PostMenuProps {
  post: PostSubject;
  may: PostActions;
  zone: string;
  /** Address of the workspace, such as `/acme`. */
  base: string;
  onDeleted: () => void;
  /** Further items, after editing. */
  children?: ReactNode;
}

/** What can be done with a post, as a menu; nothing at all when nothing can. */
export function PostMenu({ post, may, zone, base, onDeleted, children }: PostMenuProps) {
  const t = useTranslations("publishing.actions");
  const [question, setQuestion] = useState<PostQuestion>(null);
  const commands = usePostCommands(post.id, zone);
  if (!children && !Object.values(may).some(Boolean)) return null;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label={t("moreOf", { post: post.label })} tooltip={false}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {may.edit && (
            <DropdownMenuItem asChild>
              <Link href={`${base}/compose?post=${post.id}`}>
                <PenLine aria-hidden />
                {t("edit")}
              </Link>
            </DropdownMenuItem>
          )}
          {children}
          {may.reschedule && (
            <DropdownMenuItem onSelect={() => setQuestion("reschedule")}>
              <CalendarClock aria-hidden />
              {post.publishAt ? t("reschedule") : t("schedule")}
            </DropdownMenuItem>
          )}
          {may.reschedule && (
            <DropdownMenuItem onSelect={() => void commands.addToQueue("next")}>
              <ListPlus aria-hidden />
              {t("addToQueue")}
            </DropdownMenuItem>
          )}
          {may.reschedule && (
            <DropdownMenuItem onSelect={() => void commands.addToQueue("last")}>
              <ListEnd aria-hidden />
              {t("addLast")}
            </DropdownMenuItem>
          )}
          {may.publishNow && (
            <DropdownMenuItem onSelect={() => setQuestion("publishNow")}>
              <Send aria-hidden />
              {t("publishNow")}
            </DropdownMenuItem>
          )}
          {may.unschedule && (
            <DropdownMenuItem onSelect={() => void commands.unschedule()}>
              <CalendarOff aria-hidden />
              {t("unschedule")}
            </DropdownMenuItem>
          )}
          {may.delete && (
            <DropdownMenuItem tone="danger" onSelect={() => setQuestion("delete")}>
              <Trash2 aria-hidden />
              {t("delete")}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <PostQuestions
        post={post}
        zone={zone}
        question={question}
        onAnswered={() => setQuestion(null)}
        commands={commands}
        onDeleted={onDeleted}
      />
    </>
  );
}

export interface PostQuestionsProps {
  post: PostSubject;
  zone: string;
  question: PostQuestion;
  onAnswered: () => void;
  commands: PostCommands;
  onDeleted: () => void;
}

const clock = () => new Date();

/** The planned wall time of a post while it lies ahead, else the first of the quick choices. */
export function firstTimeFor(publishAt: Date | null, zone: string, now: Date): string {
  if (publishAt && publishAt > now) return meantTimeOf(publishAt, zone);
  return quickPicks(now, zone)[0]?.wallTime ?? wallTimeOf(now, zone);
}

/** What is asked before a post is changed. */
export function PostQuestions(props: PostQuestionsProps) {
  const { post, zone, question, onAnswered, commands, onDeleted } = props;
  const t = useTranslations("publishing.actions");
  const agreed = isAgreed(post);
  return (
    <>
      {question === "reschedule" && (
        <ScheduleDialog
          zone={zone}
          initial={firstTimeFor(post.publishAt, zone, clock())}
          channelCount={post.channelCount}
          now={clock}
          onSchedule={commands.reschedule}
          onClose={onAnswered}
        />
      )}
      <ConfirmDialog
        open={question === "publishNow"}
        onOpenChange={(open) => !open && onAnswered()}
        tone="primary"
        title={t("publishTitle")}
        description={agreed ? t("publishDescription", { count: post.channelCount }) : t("publishUnapproved")}
        confirmLabel={t(agreed ? "publishNow" : "hold")}
        onConfirm={commands.publishNow}
      />
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={(open) => !open && onAnswered()}
        title={t("deleteTitle")}
        description={t("deleteDescription")}
        confirmLabel={t("delete")}
        onConfirm={async () => {
          if (await commands.remove()) onDeleted();
        }}
      />
    </>
  );
}
