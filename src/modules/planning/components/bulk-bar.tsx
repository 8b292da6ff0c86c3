"use client";

import { CalendarClock, CalendarOff, Ellipsis, Megaphone, Send, Tag, Trash2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { bulkMax } from "@/modules/publishing/schemas.organise";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import type { PostSummary } from "../schemas";
import { BulkLabels } from "./bulk-labels";
import { BulkMove } from "./bulk-move";
import { BulkReport } from "./bulk-report";
import { BulkRetime } from "./bulk-retime";
import { type Bulk, useBulk } from "./use-bulk";

export interface BulkBarProps {
  posts: readonly PostSummary[];
  rights: PostRights;
  zone: string;
  onClear: () => void;
  /** What was refused stays chosen, so that something else can be tried. */
  onRefused: (ids: Id<"post">[]) => void;
}

type Question = "move" | "label" | "retime" | "delete" | null;

/** What can be done to the chosen posts, at the foot of the screen. */
export function BulkBar({ posts, rights, zone, onClear, onRefused }: BulkBarProps) {
  const t = useTranslations("planning.bulk");
  const [question, setQuestion] = useState<Question>(null);
  // The server takes so many at once; what is beyond stays chosen for the next time.
  const taken = posts.slice(0, bulkMax);
  const beyond = posts.slice(bulkMax).map(({ id }) => id);
  const bulk = useBulk((refused) => onRefused([...refused, ...beyond]));
  const postIds = taken.map(({ id }) => id);
  const close = () => setQuestion(null);
  const ask = (next: Question) => () => setQuestion(next);
  return (
    <>
      <section
        aria-label={t("label")}
        className="sticky above-menu z-20 mx-auto mt-4 flex w-fit max-w-full animate-rise flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-raised py-2 pr-2 pl-4 shadow-lg"
      >
        <p role="status" className="tabular mr-1 whitespace-nowrap text-sm font-medium">
          {t("chosen", { count: taken.length })}
        </p>
        <Button size="sm" onClick={ask("label")}>
          <Tag aria-hidden />
          {t("label_")}
        </Button>
        <Button size="sm" onClick={ask("move")}>
          <Megaphone aria-hidden />
          {t("move")}
        </Button>
        {rights.plan && (
          <Button size="sm" onClick={ask("retime")}>
            <CalendarClock aria-hidden />
            {t("retime")}
          </Button>
        )}
        <MoreOfMany bulk={bulk} postIds={postIds} onDelete={ask("delete")} />
        <IconButton size="sm" label={t("clear")} onClick={onClear}>
          <X aria-hidden />
        </IconButton>
      </section>
      {question === "move" && <BulkMove postIds={postIds} bulk={bulk} onClose={close} />}
      {question === "label" && <BulkLabels posts={taken} bulk={bulk} onClose={close} />}
      {question === "retime" && <BulkRetime postIds={postIds} zone={zone} bulk={bulk} onClose={close} />}
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={(open) => !open && close()}
        title={t("deleteTitle", { count: postIds.length })}
        description={t("deleteDescription")}
        confirmLabel={t("delete")}
        onConfirm={() => bulk.run("delete", () => bulk.mutations.delete.mutateAsync({ postIds }))}
      />
      <BulkReport posts={posts} bulk={bulk} />
    </>
  );
}

interface MoreOfManyProps {
  bulk: Bulk;
  postIds: Id<"post">[];
  onDelete: () => void;
}

function MoreOfMany({ bulk, postIds, onDelete }: MoreOfManyProps) {
  const t = useTranslations("planning.bulk");
  const { run, mutations } = bulk;
  // A refusal as a whole was told already.
  const start = (verb: "submit" | "unschedule") => () =>
    void run(verb, () => mutations[verb].mutateAsync({ postIds })).catch(() => undefined);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton
          size="sm"
          label={t("more")}
          tooltip={false}
          loading={mutations.submit.isPending || mutations.unschedule.isPending}
        >
          <Ellipsis aria-hidden />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top">
        <DropdownMenuItem onSelect={start("submit")}>
          <Send aria-hidden />
          {t("submit")}
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={start("unschedule")}>
          <CalendarOff aria-hidden />
          {t("unschedule")}
        </DropdownMenuItem>
        <DropdownMenuItem tone="danger" onSelect={onDelete}>
          <Trash2 aria-hidden />
          {t("delete")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
