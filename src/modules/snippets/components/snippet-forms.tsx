"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Input } from "@/ui/primitives/input";
import { Textarea } from "@/ui/primitives/textarea";
import { type CreateSnippetInput, type SnippetView, snippetFields } from "../schemas";
import { SignatureChannelsField } from "./signature-channels";
import { TemplateParts } from "./template-parts";

interface SnippetFormProps {
  id: string;
  snippet?: SnippetView;
  onSave: (value: CreateSnippetInput) => Promise<void>;
}

const tagsIn = (text: string): string[] =>
  text.split(/[\s,;]+/).filter((word) => word.replace(/^#/, "") !== "");
const written = (tags: readonly string[]): string => tags.map((tag) => `#${tag}`).join(" ");

/** Fields of a template: what a draft begins with. */
export function TemplateForm({ id, snippet, onSave }: SnippetFormProps) {
  const t = useTranslations("snippets.field");
  const form = useSchemaForm({
    schema: snippetFields.template,
    mode: "onSubmit",
    defaultValues: {
      ...{ kind: "template", name: snippet?.name ?? "", body: snippet?.body ?? "" },
      extra: snippet?.extra ?? { title: null, tags: [], parts: [] },
    },
  });
  return (
    <Form form={form} id={id} onSubmit={onSave}>
      <FormField control={form.control} name="name" label={t("name")} required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormField control={form.control} name="extra.title" label={t("title")} optional>
        {({ value, onChange, ...field }) => (
          <Input {...field} value={value ?? ""} onChange={(event) => onChange(event.target.value || null)} />
        )}
      </FormField>
      <FormField
        control={form.control}
        name="body"
        label={t("text")}
        hint={t("textHint", { example: "{{name}}" })}
      >
        {(field) => <Textarea {...field} rows={6} />}
      </FormField>
      <FormField control={form.control} name="extra.tags" label={t("tags")} hint={t("tagsHint")} optional>
        {({ value, onChange, ...field }) => <TagsInput {...field} tags={value ?? []} onChange={onChange} />}
      </FormField>
      <TemplateParts control={form.control} />
    </Form>
  );
}

type TagsInputProps = Omit<React.ComponentProps<typeof Input>, "value" | "onChange"> & {
  tags: readonly string[];
  onChange: (tags: string[]) => void;
};

/** Tags as they are typed; kept as a list. */
function TagsInput({ tags, onChange, ...props }: TagsInputProps) {
  const [text, setText] = useState(written(tags.map((tag) => tag.replace(/^#/, ""))));
  return (
    <Input
      {...props}
      autoComplete="off"
      autoCapitalize="off"
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(tagsIn(event.target.value));
      }}
    />
  );
}

/** Fields of a set of hashtags. */
export function HashtagsForm({ id, snippet, onSave }: SnippetFormProps) {
  const t = useTranslations("snippets.field");
  const form = useSchemaForm({
    schema: snippetFields.hashtags,
    mode: "onSubmit",
    defaultValues: { kind: "hashtags", name: snippet?.name ?? "", tags: tagsIn(snippet?.body ?? "") },
  });
  return (
    <Form form={form} id={id} onSubmit={onSave}>
      <FormField control={form.control} name="name" label={t("name")} required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormField control={form.control} name="tags" label={t("tags")} hint={t("tagsHint")} required>
        {({ value, onChange, ...field }) => (
          <TagsInput {...field} tags={value.map((tag) => tag.replace(/^#/, ""))} onChange={onChange} />
        )}
      </FormField>
    </Form>
  );
}

/** Fields of a signature, with the channels to whose texts it is added. */
export function SignatureForm({ id, snippet, onSave }: SnippetFormProps) {
  const t = useTranslations("snippets.field");
  const form = useSchemaForm({
    schema: snippetFields.signature,
    mode: "onSubmit",
    defaultValues: {
      ...{ kind: "signature", name: snippet?.name ?? "", body: snippet?.body ?? "" },
      channelIds: snippet?.channelIds ?? [],
    },
  });
  return (
    <Form form={form} id={id} onSubmit={onSave}>
      <FormField control={form.control} name="name" label={t("name")} required>
        {(field) => <Input {...field} autoComplete="off" />}
      </FormField>
      <FormField control={form.control} name="body" label={t("signature")} required>
        {(field) => <Textarea {...field} rows={3} />}
      </FormField>
      <SignatureChannelsField control={form.control} />
    </Form>
  );
}

/** Fields of a variable: its name between braces, and what takes its place. */
export function VariableForm({ id, snippet, onSave }: SnippetFormProps) {
  const t = useTranslations("snippets.field");
  const form = useSchemaForm({
    schema: snippetFields.variable,
    mode: "onSubmit",
    defaultValues: { kind: "variable", name: snippet?.name ?? "", body: snippet?.body ?? "" },
  });
  return (
    <Form form={form} id={id} onSubmit={onSave}>
      <FormField
        control={form.control}
        name="name"
        label={t("variable")}
        hint={t("variableHint", { example: "{{phone}}" })}
        required
      >
        {(field) => <Input {...field} autoComplete="off" spellCheck={false} className="font-mono" />}
      </FormField>
      <FormField control={form.control} name="body" label={t("value")} hint={t("valueHint")}>
        {(field) => <Textarea {...field} rows={2} />}
      </FormField>
    </Form>
  );
}
