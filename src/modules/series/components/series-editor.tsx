"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField, useFieldOf } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { DateTimeField } from "@/ui/primitives/date-time-field";
import { Textarea } from "@/ui/primitives/textarea";
import { type CreateSeriesInput, createSeriesInput, type SeriesTemplate, seriesTemplate } from "../schemas";
import { parseRule, writeRule } from "../schemas.rule";
import { type Choice, choiceOf, freshChoice, recurrenceOfChoice } from "./recurrence-choice";
import { RecurrenceBuilder } from "./recurrence-builder";
import { RecurrencePreview } from "./recurrence-preview";
import { SourcePicker } from "./source-picker";
import { TemplateChannels } from "./template-channels";
import { TemplateTags } from "./template-tags";
import { useRecurrenceWords } from "./use-recurrence-words";

export interface SeriesDraft {
  template: SeriesTemplate;
  rule: string;
  startsAt: string;
  timeZone: string;
}

export interface SeriesEditorProps {
  initial: SeriesDraft;
  submitLabel: string;
  /** A new series may begin with a draft that exists. */
  mayPickDraft?: boolean;
  /** Occurrences that a person changed by hand: whether they follow is asked. */
  editedCount?: number;
  onSubmit: (values: CreateSeriesInput, more: EditorExtras) => Promise<unknown>;
}

export interface EditorExtras {
  postId: Id<"post"> | null;
  includeEdited: boolean;
}

/** An empty series: every week from tomorrow at nine. */
export const freshDraft = (tomorrow: string, timeZone: string): SeriesDraft => {
  const startsAt = `${tomorrow}T09:00`;
  return {
    template: seriesTemplate.parse({}),
    rule: writeRule(recurrenceOfChoice(freshChoice(startsAt), startsAt)),
    startsAt,
    timeZone,
  };
};

/** What a series says, where it goes and when: one form for making and for changing it. */
export function SeriesEditor(props: SeriesEditorProps) {
  const { initial, submitLabel, mayPickDraft = false, editedCount = 0, onSubmit } = props;
  const t = useTranslations("series.editor");
  const [postId, setPostId] = useState<Id<"post"> | null>(null);
  const [includeEdited, setIncludeEdited] = useState(false);
  const form = useSchemaForm({ schema: createSeriesInput, defaultValues: initial, mode: "onSubmit" });
  return (
    <Form form={form} onSubmit={(values) => onSubmit(values, { postId, includeEdited })}>
      {mayPickDraft && <SourcePicker value={postId} onChange={setPostId} />}
      {postId === null && <TemplateFields control={form.control} />}
      <RuleFields control={form.control} timeZone={initial.timeZone} />
      {editedCount > 0 && (
        <CheckboxField
          label={t("includeEdited", { count: editedCount })}
          hint={t("includeEditedHint")}
          checked={includeEdited}
          onCheckedChange={(on) => setIncludeEdited(on === true)}
        />
      )}
      <SubmitButton>{submitLabel}</SubmitButton>
    </Form>
  );
}

type EditorControl = ReturnType<
  typeof useSchemaForm<(typeof createSeriesInput)["_input"], CreateSeriesInput>
>["control"];

function TemplateFields({ control }: { control: EditorControl }) {
  const t = useTranslations("series.template");
  const { field: variants, error } = useFieldOf(control, "template.variants");
  const { field: tags } = useFieldOf(control, "template.tags");
  const { field: media } = useFieldOf(control, "template.media");
  const chosen = variants.value ?? [];
  const choose = (ids: Id<"channel">[]) =>
    variants.onChange(
      ids.map((channelId) => chosen.find((variant) => variant.channelId === channelId) ?? { channelId }),
    );
  const files = media.value?.length ?? 0;
  return (
    <>
      <FormField control={control} name="template.body" label={t("text")} required>
        {({ value, ...field }) => <Textarea rows={5} dir="auto" value={value ?? ""} {...field} />}
      </FormField>
      {files > 0 && <p className="text-sm text-ink-muted">{t("files", { count: files })}</p>}
      <TemplateChannels
        label={t("channels")}
        chosen={chosen.map(({ channelId }) => channelId as Id<"channel">)}
        error={error}
        onChange={choose}
      />
      <TemplateTags tags={tags.value ?? []} onChange={tags.onChange} />
    </>
  );
}

function RuleFields({ control, timeZone }: { control: EditorControl; timeZone: string }) {
  const t = useTranslations("series.editor");
  const { field: start, error: startError } = useFieldOf(control, "startsAt");
  const { field: rule, error } = useFieldOf(control, "rule");
  const startsAt = useWatch({ control, name: "startsAt" });
  const shown = (at: string): Choice | null => {
    const parsed = parseRule(rule.value, timeZone);
    return parsed.ok && at ? choiceOf(parsed.recurrence, at) : null;
  };
  const choice = shown(startsAt);
  const write = (next: Choice, at: string) => rule.onChange(writeRule(recurrenceOfChoice(next, at)));
  const moveStart = (at: string) => {
    const before = shown(startsAt);
    start.onChange(at);
    if (before && at) write(followStart(before, startsAt, at), at);
  };
  return (
    <>
      <DateTimeField
        label={t("startsAt")}
        value={startsAt}
        zone={timeZone}
        error={startError}
        onChange={moveStart}
      />
      {choice ? (
        <RecurrenceBuilder
          choice={choice}
          startsAt={startsAt}
          error={error}
          onChange={(next) => write(next, startsAt)}
        />
      ) : (
        startsAt !== "" && (
          <ForeignRule
            rule={rule.value}
            startsAt={startsAt}
            timeZone={timeZone}
            onReplace={() => write(freshChoice(startsAt), startsAt)}
          />
        )
      )}
      <RecurrencePreview rule={rule.value} startsAt={startsAt} timeZone={timeZone} />
    </>
  );
}

/** A weekly rule on the day of its start alone follows that start to another day. */
function followStart(choice: Choice, from: string, to: string): Choice {
  const own = freshChoice(from).weekdays.join();
  return choice.weekdays.join() === own ? { ...choice, weekdays: freshChoice(to).weekdays } : choice;
}

interface ForeignRuleProps {
  rule: string;
  startsAt: string;
  timeZone: string;
  onReplace: () => void;
}

/** A rule that says more than the builder shows, such as one that an integration wrote. */
function ForeignRule({ rule, startsAt, timeZone, onReplace }: ForeignRuleProps) {
  const t = useTranslations("series.editor");
  const words = useRecurrenceWords();
  const parsed = parseRule(rule, timeZone);
  return (
    <Banner
      title={t("foreign")}
      actions={
        <Button size="sm" onClick={onReplace}>
          {t("foreignReplace")}
        </Button>
      }
    >
      {parsed.ok ? words(parsed.recurrence, startsAt) : rule}
    </Banner>
  );
}

/** Make a series, of a new text or of a draft that exists. */
export function NewSeries({ draft, onDone }: { draft: SeriesDraft; onDone: () => void }) {
  const t = useTranslations("series.editor");
  const cache = api.useUtils();
  const settle = async () => {
    await Promise.all([
      cache.series.invalidate(),
      cache.planning.invalidate(),
      cache.publishing.invalidate(),
    ]);
    onDone();
  };
  const create = api.series.create.useMutation({ onSuccess: settle });
  const adopt = api.series.createFromPost.useMutation({ onSuccess: settle });
  return (
    <SeriesEditor
      mayPickDraft
      initial={draft}
      submitLabel={t("create")}
      onSubmit={({ template, ...when }, { postId }) =>
        postId ? adopt.mutateAsync({ ...when, postId }) : create.mutateAsync({ ...when, template })
      }
    />
  );
}
