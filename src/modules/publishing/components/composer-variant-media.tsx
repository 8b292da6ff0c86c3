"use client";

import { useTranslations } from "next-intl";
import { Thumbnail } from "@/modules/media/components/thumbnail";
import type { MediaItem } from "@/modules/media/schemas";
import { cn } from "@/ui/cn";
import { Checkbox } from "@/ui/primitives/checkbox";
import { SwitchField } from "@/ui/primitives/checkbox-field";
import { type ComposedChannel, elementIdOf, type FieldTarget } from "./composer-check";
import { useComposer, useFieldProblems } from "./composer-context";
import { FieldProblems } from "./composer-field-problems";

/** Which of the post's files go out on this channel. */
export function ComposerVariantMedia({ one: { channel, variant } }: { one: ComposedChannel }) {
  const t = useTranslations("composer.variant");
  const { draft, dispatch, readOnly } = useComposer();
  const target: FieldTarget = { tab: channel.id, field: "media" };
  const problems = useFieldProblems(target);
  if (draft.media.length === 0) return null;
  const all = draft.media.map(({ assetId }) => assetId);
  const chosen = new Set(variant.assetIds ?? all);
  const choose = (assetIds: MediaItem["assetId"][] | null) =>
    dispatch({ type: "variantMedia", channelId: channel.id, assetIds });
  return (
    <div
      id={elementIdOf(target)}
      tabIndex={-1}
      className="grid gap-3 border-line border-t px-4 py-4 outline-none sm:px-5"
    >
      <SwitchField
        label={t("allMedia")}
        checked={variant.assetIds === null}
        disabled={readOnly}
        onCheckedChange={(same) => choose(same ? null : all)}
      />
      {variant.assetIds !== null && (
        <ul aria-label={t("media", { name: channel.name })} className="flex flex-wrap gap-2">
          {draft.media.map((media, index) => (
            <MediaChoice
              key={media.assetId}
              media={media}
              position={index + 1}
              chosen={chosen.has(media.assetId)}
              disabled={readOnly}
              onChange={(on) => choose(all.filter((id) => (id === media.assetId ? on : chosen.has(id))))}
            />
          ))}
        </ul>
      )}
      <FieldProblems id={`${elementIdOf(target)}-problems`} problems={problems} />
    </div>
  );
}

interface MediaChoiceProps {
  media: MediaItem;
  position: number;
  chosen: boolean;
  disabled: boolean;
  onChange: (chosen: boolean) => void;
}

function MediaChoice({ media, position, chosen, disabled, onChange }: MediaChoiceProps) {
  const t = useTranslations("composer.variant");
  const name = media.altText || t("file", { position });
  return (
    <li className="relative">
      <Thumbnail
        media={media}
        className={cn("size-18 rounded-md border border-line", !chosen && "opacity-45")}
      />
      <span className="absolute top-1 left-1 rounded-sm bg-surface p-0.5 shadow-xs">
        <Checkbox
          checked={chosen}
          disabled={disabled}
          aria-label={name}
          onCheckedChange={(on) => onChange(on === true)}
        />
      </span>
    </li>
  );
}
