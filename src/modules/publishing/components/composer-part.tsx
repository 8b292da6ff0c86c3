"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { SnippetMenu } from "@/modules/snippets/components/snippet-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { Select } from "@/ui/primitives/select";
import { partDelayMaxMinutes } from "../schemas";
import { type ComposedChannel, type ComposerTab, carries, countOf, elementIdOf } from "./composer-check";
import { useComposer } from "./composer-context";
import { CharacterCount } from "./composer-count";
import { FieldProblems } from "./composer-field-problems";
import { DelayField } from "./composer-delay";
import { PartMedia } from "./composer-part-media";
import { type DraftPart, delayOf, PART_KINDS_WRITTEN, type PartsAct } from "./composer-parts";
import { caretOf } from "./composer-snippets";
import { ComposerTextArea } from "./composer-text-area";

export interface ComposerPartProps {
  part: DraftPart;
  /** From 0. */
  index: number;
  total: number;
  tab: ComposerTab;
  channels: readonly ComposedChannel[];
  readOnly: boolean;
  act: (act: PartsAct) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** The problems of one part, whichever of its fields they concern; who cannot carry it is told below all of them. */
function usePartProblems({ tab, index }: Pick<ComposerPartProps, "tab" | "index">) {
  const { problems } = useComposer();
  const beginning = `parts.${index}.`;
  return problems.filter(
    ({ target, code }) =>
      target.tab === tab && target.field.startsWith(beginning) && code !== "parts_unsupported",
  );
}

/** One part of what follows a post: its kind, when it goes, its text and its files. */
export function ComposerPart(props: ComposerPartProps) {
  const { part, index, tab, channels, readOnly, act } = props;
  const t = useTranslations("composer.parts");
  const { draft } = useComposer();
  const problems = usePartProblems(props);
  const id = elementIdOf({ tab, field: `parts.${index}.body` });
  const write = (body: string) => act({ do: "change", key: part.key, change: { body } });
  const name = t("name", { kind: part.kind, number: index + 1 });
  const insert = (text: string) => {
    const [start, end] = caretOf(id, part.body);
    write(part.body.slice(0, start) + text + part.body.slice(end));
  };
  return (
    <li className="min-w-0 rounded-lg border border-line focus-within:border-line-strong" aria-label={name}>
      <PartMedia {...{ part, name, act, readOnly }} target={{ tab, field: `parts.${index}.media` }}>
        <PartHeader {...props} name={name} />
        <ComposerTextArea
          id={id}
          rows={3}
          aria-label={t("text", { kind: part.kind, number: index + 1 })}
          aria-describedby={`${id}-problems ${id}-counts`}
          aria-invalid={problems.some(({ severity }) => severity === "error") || undefined}
          placeholder={t(`placeholder.${part.kind}`)}
          lang={draft.language}
          readOnly={readOnly}
          value={part.body}
          onChange={write}
          className="min-h-20 py-3 sm:px-4 sm:text-base"
        />
        <div className="flex flex-wrap items-center justify-between gap-2 px-2 pb-2">
          {readOnly ? <span /> : <SnippetMenu onInsert={insert} />}
          <PartCounts id={`${id}-counts`} part={part} index={index} channels={channels} />
        </div>
        <FieldProblems id={`${id}-problems`} problems={problems} className="px-4 pb-3" />
      </PartMedia>
    </li>
  );
}

function PartHeader({
  part,
  index,
  total,
  tab,
  channels,
  readOnly,
  act,
  onMove,
  onRemove,
  name,
}: ComposerPartProps & { name: string }) {
  const t = useTranslations("composer.parts");
  const kinds = PART_KINDS_WRITTEN.filter(
    (kind) =>
      kind === part.kind || channels.length === 0 || channels.some(({ channel }) => carries(channel, kind)),
  );
  const change = (change: Partial<DraftPart>) => act({ do: "change", key: part.key, change });
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-canvas px-2 py-1.5 rounded-t-lg">
      <span
        aria-hidden
        className="tabular grid size-6 place-items-center rounded-full bg-sunken text-xs font-medium"
      >
        {index + 1}
      </span>
      <Select
        id={elementIdOf({ tab, field: `parts.${index}.kind` })}
        aria-label={t("kindOf", { number: index + 1 })}
        className="w-auto min-w-36"
        disabled={readOnly}
        value={part.kind}
        onValueChange={(value) => {
          const kind = kinds.find((one) => one === value);
          if (kind && kind !== part.kind) change({ kind, delayMinutes: delayOf(kind) });
        }}
        options={kinds.map((kind) => ({
          value: kind,
          label: t(`kind.${kind}`),
          hint: t(`kindHint.${kind}`),
        }))}
      />
      {(part.kind === "follow_up" || part.delayMinutes > 0) && (
        <DelayField
          max={partDelayMaxMinutes}
          label={t("delayOf", { number: index + 1 })}
          minutes={part.delayMinutes}
          disabled={readOnly}
          onChange={(delayMinutes) => change({ delayMinutes })}
        />
      )}
      {!readOnly && (
        <span className="ml-auto inline-flex">
          <IconButton
            size="sm"
            label={t("moveUp", { name })}
            aria-disabled={index === 0 || undefined}
            onClick={() => onMove(-1)}
          >
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            size="sm"
            label={t("moveDown", { name })}
            aria-disabled={index === total - 1 || undefined}
            onClick={() => onMove(1)}
          >
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton size="sm" label={t("remove", { name })} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        </span>
      )}
    </div>
  );
}

interface PartCountsProps extends Pick<ComposerPartProps, "part" | "index" | "channels"> {
  id: string;
}

/** How much of each network's limit the part takes. */
function PartCounts({ id, part, index, channels }: PartCountsProps) {
  const t = useTranslations("composer.count");
  return (
    <ul id={id} aria-label={t("label")} className="flex flex-wrap justify-end gap-x-4 gap-y-1 empty:hidden">
      {channels
        .filter(({ channel }) => carries(channel, part.kind))
        .map(({ channel, leaving }) => (
          <li key={channel.id} className="inline-flex items-center gap-1.5 text-xs text-ink-subtle">
            <span aria-hidden className="max-w-32 truncate">
              {channel.name}
            </span>
            <CharacterCount
              name={channel.name}
              count={countOf(
                { body: leaving.parts[index] ?? part.body, settings: {} },
                channel.capabilities,
                [],
              )}
            />
          </li>
        ))}
    </ul>
  );
}
