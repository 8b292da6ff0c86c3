"use client";

import { Check, PenLine, RotateCw, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "@/modules/publishing/components/post-time";
import { Banner } from "@/ui/primitives/banner";
import { useWordsWithin } from "@/ui/forms/use-own-words";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import type { PresenceView } from "../schemas";
import { EditDialog } from "./edit-dialog";
import { type PresenceCommands, usePresence } from "./use-presence";

export interface PresenceLineProps {
  deliveryId: PresenceView["deliveryId"];
  /** Its proper name. */
  network: string;
  zone: string;
  /** Whether the reader may let be, restore and edit. */
  mayDecide: boolean;
}

/** Whether what was published still stands as it was sent, and what can be done when it does not. */
export function PresenceLine({ deliveryId, network, zone, mayDecide }: PresenceLineProps) {
  const commands = usePresence(deliveryId, network);
  const [editing, setEditing] = useState(false);
  const { presence } = commands;
  if (!presence || !(presence.inspectable || presence.editable)) return null;
  const { state, acceptedAt } = presence;
  const differs = state === "edited" || state === "gone";
  const line = { ...commands, presence, network, zone, mayDecide };
  return (
    <div className="grid gap-2">
      {differs && !acceptedAt && <Difference {...line} />}
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-xs text-ink-subtle">
        <Standing {...line} />
        <div className="ml-auto flex flex-wrap gap-1">
          {presence.inspectable && (
            <Button size="sm" variant="ghost" loading={commands.looking} onClick={() => void commands.look()}>
              <RotateCw aria-hidden />
              <LookLabel />
            </Button>
          )}
          {presence.editable && mayDecide && state !== "gone" && (
            <EditButton onClick={() => setEditing(true)} />
          )}
        </div>
      </div>
      {editing && (
        <EditDialog
          network={network}
          text={presence.foundText ?? presence.sentText ?? ""}
          edit={commands.edit}
          onClose={() => setEditing(false)}
        />
      )}
    </div>
  );
}

const LookLabel = () => useTranslations("drift")("look");

function EditButton({ onClick }: { onClick: () => void }) {
  const t = useTranslations("drift");
  return (
    <Button size="sm" variant="ghost" onClick={onClick}>
      <PenLine aria-hidden />
      {t("edit")}
    </Button>
  );
}

interface LineProps extends PresenceCommands, Omit<PresenceLineProps, "deliveryId"> {
  presence: PresenceView;
}

/** One quiet sentence: as it was sent, let be, or not known. */
function Standing({ presence, zone, network }: LineProps) {
  const t = useTranslations("drift");
  const within = useWordsWithin();
  const { state, checkedAt, acceptedAt, detail, inspectable } = presence;
  const at = (instant: Date) => ({ when: () => <RelativeTime at={instant} zone={zone} /> });
  if (!inspectable) return null;
  return (
    <p role="status" className="min-w-0 break-words">
      {acceptedAt && state !== "unknown" && `${t(state === "gone" ? "gone" : "edited", { network })} · `}
      {acceptedAt && t.rich("accepted", at(acceptedAt))}
      {!acceptedAt && checkedAt === null && t("never")}
      {state === "intact" && checkedAt && t.rich("looked", at(checkedAt))}
      {detail && `${state === "intact" || acceptedAt ? " · " : ""}${t("failed", { detail: within(detail) })}`}
    </p>
  );
}

/** What is there instead, and the ways to settle it. */
function Difference({ presence, network, zone, mayDecide, accept, accepting, edit }: LineProps) {
  const t = useTranslations("drift");
  const [restoring, setRestoring] = useState(false);
  const { state, since, foundText, sentText, editable } = presence;
  const gone = state === "gone";
  const seen = { when: () => since && <RelativeTime at={since} zone={zone} /> };
  return (
    <Banner
      tone="warning"
      title={t(gone ? "gone" : "edited", { network })}
      actions={
        mayDecide && (
          <>
            {!gone && editable && sentText !== null && (
              <Button size="sm" onClick={() => setRestoring(true)}>
                <Undo2 aria-hidden />
                {t("restore")}
              </Button>
            )}
            <Button size="sm" variant="ghost" loading={accepting} onClick={() => void accept()}>
              <Check aria-hidden />
              {t("accept")}
            </Button>
          </>
        )
      }
    >
      <p>{t.rich(gone ? "goneHere" : "editedHere", seen)}</p>
      {foundText !== null && (
        <blockquote className="mt-1.5 max-h-48 overflow-y-auto whitespace-pre-wrap wrap-anywhere border-l-2 border-line-strong pl-3">
          {foundText}
        </blockquote>
      )}
      <ConfirmDialog
        open={restoring}
        onOpenChange={setRestoring}
        title={t("restoreTitle", { network })}
        description={t("restoreText")}
        confirmLabel={t("restore")}
        tone="primary"
        onConfirm={() => edit(sentText ?? "")}
      />
    </Banner>
  );
}
