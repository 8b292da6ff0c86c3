"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { Badge } from "@/ui/primitives/badge";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";
import { tagsMax } from "../schemas";
import { elementIdOf, sharedTab } from "./composer-check";
import { useComposer } from "./composer-context";
import { tagsIn } from "./composer-state";

const separators = /[\s,;]/;

/** The post's tags, for the channels that take them: typed, pasted, taken away. */
export function ComposerTags() {
  const t = useTranslations("composer.tags");
  const { draft, dispatch, composed, readOnly } = useComposer();
  const [typed, setTyped] = useState("");
  const [refused, setRefused] = useState<string[]>([]);
  const { tags } = draft;
  const used = composed.some(({ channel }) => channel.capabilities.tags);
  if ((!used || readOnly) && tags.length === 0) return null;

  const keep = (next: string[]) => dispatch({ type: "tags", tags: next });
  const take = (text: string) => {
    const found = tagsIn(text);
    setRefused(found.refused);
    setTyped(found.refused.join(" "));
    const fresh = [...new Set([...tags, ...found.tags])].slice(0, tagsMax);
    if (fresh.length > tags.length) keep(fresh);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      take(typed);
    } else if (event.key === "Backspace" && typed === "") keep(tags.slice(0, -1));
  };
  const error = refused.length > 0 ? t("refused", { words: refused.join(", ") }) : undefined;
  return (
    <Field
      id={elementIdOf({ tab: sharedTab, field: "tags" })}
      label={t("label")}
      hint={used ? t("hint") : t("unused")}
      error={error}
      className="min-w-0 grow basis-64"
    >
      {(control) => (
        <div className="grid gap-2">
          <Input
            {...control}
            autoComplete="off"
            readOnly={readOnly}
            value={typed}
            placeholder={t("placeholder")}
            onKeyDown={press}
            onBlur={() => take(typed)}
            onChange={({ target: { value } }) =>
              separators.test(value.slice(-1)) ? take(value) : setTyped(value)
            }
          />
          <TagList
            tags={tags}
            onRemove={readOnly ? null : (tag) => keep(tags.filter((one) => one !== tag))}
          />
        </div>
      )}
    </Field>
  );
}

function TagList({ tags, onRemove }: { tags: readonly string[]; onRemove: ((tag: string) => void) | null }) {
  const t = useTranslations("composer.tags");
  if (tags.length === 0) return null;
  return (
    <ul aria-label={t("label")} className="flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <li key={tag} className="max-w-full">
          <Badge className="pr-1">
            <span className="truncate">{`#${tag}`}</span>
            {onRemove && (
              <button
                type="button"
                aria-label={t("remove", { tag })}
                onClick={() => onRemove(tag)}
                className="grid size-4.5 place-items-center rounded-full hover:bg-hover pointer-coarse:size-6"
              >
                <X aria-hidden />
              </button>
            )}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
