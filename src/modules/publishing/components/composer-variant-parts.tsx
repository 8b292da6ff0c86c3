"use client";

import { useTranslations } from "next-intl";
import { SwitchField } from "@/ui/primitives/checkbox-field";
import { type ComposedChannel, carries } from "./composer-check";
import { useComposer } from "./composer-context";
import { ComposerParts } from "./composer-parts-section";

/** What follows the post on this channel: as everywhere, or its own. */
export function ComposerVariantParts({ one }: { one: ComposedChannel }) {
  const t = useTranslations("composer.parts");
  const { draft, dispatch, readOnly } = useComposer();
  const { channel, variant } = one;
  const nothing = draft.parts.length === 0 && variant.parts === null;
  if (nothing && !channel.capabilities.parts) return null;
  const choose = (same: boolean) =>
    dispatch({
      type: "variantParts",
      channelId: channel.id,
      parts: same ? null : draft.parts.filter(({ kind }) => carries(channel, kind)),
    });
  return (
    <>
      <div className="border-line border-t px-4 pt-4 pb-1 sm:px-5">
        <SwitchField
          label={t("same")}
          hint={variant.parts?.length === 0 ? t("alone") : undefined}
          checked={variant.parts === null}
          disabled={readOnly}
          onCheckedChange={choose}
        />
      </div>
      {(variant.parts !== null || draft.parts.length > 0) && (
        <div className="[&>section]:border-t-0">
          <ComposerParts
            tab={channel.id}
            parts={variant.parts ?? draft.parts}
            channels={[one]}
            borrowed={variant.parts === null}
          />
        </div>
      )}
    </>
  );
}
