"use client";

import { Scissors } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { toast } from "@/ui/primitives/toast";
import { partsMax } from "../schemas";
import { type ComposedChannel, carries, countOf } from "./composer-check";
import { useComposer } from "./composer-context";
import { splitText } from "./composer-split";

/** Offers to make a thread of a text that is too long for networks which carry threads. */
export function ComposerSplitOffer() {
  const t = useTranslations("composer.split");
  const { draft, dispatch, composed, readOnly } = useComposer();
  const [numbered, setNumbered] = useState(false);
  const shared = composed.filter(({ variant }) => variant.body === null);
  const threaded = shared.filter(
    ({ channel, variant }) => variant.parts === null && carries(channel, "thread"),
  );
  const tooLong = ({ count }: ComposedChannel) => count.used > count.max;
  if (readOnly || !threaded.some(tooLong)) return null;
  const fits = (piece: string) =>
    threaded.every(({ channel, content, fields }) => {
      const count = countOf({ ...content, body: piece }, channel.capabilities, fields);
      return count.used <= count.max;
    });
  const split = () => {
    const pieces = splitText(draft.body, fits, { numbered });
    if (pieces.length + draft.parts.length > partsMax + 1 || !pieces.every(fits))
      return void toast.error(t("tooMany", { max: partsMax }));
    // Where the whole text fits and a thread does not exist, as in an article, it stays whole.
    const whole = shared
      .filter((one) => !threaded.includes(one) && !tooLong(one))
      .map(({ channel }) => channel.id);
    dispatch({ type: "split", pieces, whole });
    toast.success(t("done", { count: pieces.length }), {
      action: { label: t("undo"), onClick: () => dispatch({ type: "replace", draft }) },
    });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3 sm:px-5">
      <Button size="sm" variant="soft" onClick={split}>
        <Scissors aria-hidden />
        {t("split")}
      </Button>
      <CheckboxField
        label={t("numbered")}
        checked={numbered}
        onCheckedChange={(on) => setNumbered(on === true)}
      />
    </div>
  );
}
