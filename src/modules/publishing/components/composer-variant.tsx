"use client";

import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/primitives/button";
import { SwitchField } from "@/ui/primitives/checkbox-field";
import { type ComposedChannel, elementIdOf, type FieldTarget } from "./composer-check";
import { useComposer, useFieldProblems } from "./composer-context";
import { CharacterCount } from "./composer-count";
import { ComposerSnippets } from "./composer-snippets";
import { FieldProblems } from "./composer-field-problems";
import { isCustomised } from "./composer-state";
import { ComposerTextArea } from "./composer-text-area";
import { ComposerVariantMedia } from "./composer-variant-media";
import { ComposerVariantParts } from "./composer-variant-parts";
import { ComposerVariantSettings } from "./composer-variant-settings";

/** How the post differs on one channel: its own text, its own choice of files, its network's options. */
export function ComposerVariant({ one }: { one: ComposedChannel }) {
  const t = useTranslations("composer.variant");
  const { draft, dispatch, readOnly } = useComposer();
  const { channel, variant } = one;
  const channelId = channel.id;
  const changed = isCustomised(variant) || Object.keys(variant.settings).length > 0;
  return (
    <div>
      <div className="flex flex-wrap items-center justify-between gap-3 border-line border-b px-4 py-3 sm:px-5">
        <SwitchField
          label={t("sameText")}
          checked={variant.body === null}
          disabled={readOnly}
          onCheckedChange={(same) =>
            dispatch({ type: "variantBody", channelId, body: same ? null : draft.body })
          }
        />
        {changed && !readOnly && (
          <Button size="sm" variant="ghost" onClick={() => dispatch({ type: "variantReset", channelId })}>
            <RotateCcw aria-hidden />
            {t("reset")}
          </Button>
        )}
      </div>
      <VariantText one={one} />
      <ComposerVariantMedia one={one} />
      <ComposerVariantParts one={one} />
      <ComposerVariantSettings one={one} />
    </div>
  );
}

function VariantText({ one: { channel, variant, content, count } }: { one: ComposedChannel }) {
  const t = useTranslations("composer.variant");
  const { draft, dispatch, readOnly } = useComposer();
  const target: FieldTarget = { tab: channel.id, field: "body" };
  const problems = useFieldProblems(target);
  const id = elementIdOf(target);
  const own = variant.body !== null;
  return (
    <>
      <ComposerTextArea
        id={id}
        aria-label={t("text", { name: channel.name })}
        aria-describedby={`${id}-count ${id}-problems`}
        aria-invalid={problems.some(({ severity }) => severity === "error") || undefined}
        placeholder={t(own ? "placeholder" : "nothingYet")}
        lang={draft.language}
        readOnly={readOnly || !own}
        value={content.body}
        onChange={(body) => dispatch({ type: "variantBody", channelId: channel.id, body })}
      />
      <p id={`${id}-count`} className="flex justify-end px-4 pb-3 sm:px-5">
        <CharacterCount name={channel.name} count={count} />
      </p>
      {own && (
        <ComposerSnippets
          target={target}
          value={content.body}
          onChange={(body) => dispatch({ type: "variantBody", channelId: channel.id, body })}
        />
      )}
      <FieldProblems id={`${id}-problems`} problems={problems} className="px-4 pb-3 sm:px-5" />
    </>
  );
}
