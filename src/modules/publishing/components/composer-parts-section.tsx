"use client";

import { ListPlus, MessageSquareText, Timer } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/primitives/button";
import type { Id } from "@/kernel/ids";
import { partsMax } from "../schemas";
import { type ComposedChannel, type ComposerTab, carries, elementIdOf, sharedTab } from "./composer-check";
import { useComposer, useFieldProblems } from "./composer-context";
import { FieldProblems } from "./composer-field-problems";
import { ComposerPart } from "./composer-part";
import { type DraftPart, freshPart, PART_KINDS_WRITTEN, type PartsAct } from "./composer-parts";

const ICON = { thread: ListPlus, first_comment: MessageSquareText, follow_up: Timer } as const;

interface ComposerPartsProps {
  tab: ComposerTab;
  parts: readonly DraftPart[];
  /** The channels that these parts go to. */
  channels: readonly ComposedChannel[];
  /** They are shown, and written elsewhere. */
  borrowed?: boolean;
}

/** What follows the post, in order: the rest of a thread, a first comment, later words. */
export function ComposerParts({ tab, parts, channels, borrowed = false }: ComposerPartsProps) {
  const t = useTranslations("composer.parts");
  const { dispatch, readOnly } = useComposer();
  const [said, setSaid] = useState("");
  const target = { tab, field: "parts" };
  const problems = useFieldProblems(target).filter(({ code }) => code !== "parts_unsupported");
  const fixed = readOnly || borrowed;
  const channelId = tab === sharedTab ? null : tab;
  const act = (one: PartsAct) => dispatch({ type: "parts", channelId, act: one });
  const move = (part: DraftPart, index: number, by: -1 | 1) => {
    if (!parts[index + by]) return;
    act({ do: "move", key: part.key, by });
    setSaid(t("moved", { position: index + by + 1, total: parts.length }));
  };
  const remove = (part: DraftPart, index: number) => {
    act({ do: "remove", key: part.key });
    setSaid(t("removed", { number: index + 1 }));
    focusLater(elementIdOf(index > 0 ? { tab, field: `parts.${index - 1}.body` } : target));
  };
  return (
    <section
      id={elementIdOf(target)}
      tabIndex={-1}
      aria-label={t("label")}
      className="grid gap-3 border-line border-t px-4 py-4 outline-none empty:hidden sm:px-5"
    >
      {parts.length > 0 && (
        <ol className="grid gap-3">
          {parts.map((part, index) => (
            <ComposerPart
              key={part.key}
              {...{ part, index, tab, channels, act }}
              total={parts.length}
              readOnly={fixed}
              onMove={(by) => move(part, index, by)}
              onRemove={() => remove(part, index)}
            />
          ))}
        </ol>
      )}
      <FieldProblems id={`${elementIdOf(target)}-problems`} problems={problems} />
      <LeaveOut channels={channels} parts={parts} />
      {!fixed && <AddPart {...{ tab, parts, channels, act }} />}
      <p role="status" className="sr-only">
        {said}
      </p>
    </section>
  );
}

/** What was just added is drawn by the next frame. */
const focusLater = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus());

interface AddPartProps extends Pick<ComposerPartsProps, "tab" | "parts" | "channels"> {
  act: (act: PartsAct) => void;
}

function AddPart({ tab, parts, channels, act }: AddPartProps) {
  const t = useTranslations("composer.parts");
  const offered = PART_KINDS_WRITTEN.filter(
    (kind) => channels.length === 0 || channels.some(({ channel }) => carries(channel, kind)),
  );
  const add = (kind: DraftPart["kind"]) => {
    act({ do: "add", parts: [freshPart(kind)] });
    focusLater(elementIdOf({ tab, field: `parts.${parts.length}.body` }));
  };
  if (offered.length === 0)
    return parts.length > 0 ? null : <p className="text-[0.8125rem] text-ink-subtle">{t("nobody")}</p>;
  return (
    <div role="group" aria-label={t("addLabel")} className="flex flex-wrap gap-2">
      {offered.map((kind) => {
        const Icon = ICON[kind];
        const taken = kind === "first_comment" && parts.some((part) => part.kind === kind);
        return (
          <Button
            key={kind}
            size="sm"
            variant="ghost"
            disabled={taken || parts.length >= partsMax}
            onClick={() => add(kind)}
          >
            <Icon aria-hidden />
            {t(`add.${kind}`)}
          </Button>
        );
      })}
    </div>
  );
}

/** Channels that cannot carry what follows: one press publishes the post alone there. */
function LeaveOut({ channels, parts }: Pick<ComposerPartsProps, "channels" | "parts">) {
  const t = useTranslations("composer.parts");
  const { dispatch, readOnly } = useComposer();
  const unable = channels.filter(({ channel }) => parts.some(({ kind }) => !carries(channel, kind)));
  const without = (channelId: Id<"channel">, channel: ComposedChannel["channel"]) =>
    dispatch({
      type: "variantParts",
      channelId,
      parts: parts.filter(({ kind }) => carries(channel, kind)),
    });
  if (unable.length === 0) return null;
  return (
    <ul className="grid gap-2">
      {unable.map(({ channel }) => (
        <li
          key={channel.id}
          className="flex flex-wrap items-center justify-between gap-2 rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-ink"
        >
          <span>{t("unable", { name: channel.name, network: channel.networkName })}</span>
          {!readOnly && (
            <Button size="sm" onClick={() => without(channel.id, channel)}>
              {t("leaveOut", { name: channel.name })}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
