"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { isBlank } from "./composer-state";
import type { DraftInHand } from "./use-draft";
import type { Recovery } from "./use-recovery";

const excerptMax = 140;

interface ComposerRecoveryProps {
  recovery: Recovery;
  hand: DraftInHand;
  zone: string;
}

/** Offers what an earlier visit wrote and could not save. */
export function ComposerRecovery({ recovery, hand, zone }: ComposerRecoveryProps) {
  const t = useTranslations("composer.recovery");
  const format = useFormat();
  const { found, outdated, drop, taken } = recovery;
  if (!found) return null;
  const { draft } = found;
  const excerpt = draft.body.trim() || draft.title.trim();
  const replaces = hand.snapshot.post !== null || !isBlank(hand.state.draft);
  const restore = () => {
    hand.dispatch({ type: "replace", draft });
    taken(hand.state.draft);
  };
  return (
    <Banner
      tone="info"
      live
      title={t(outdated ? "outdated" : "title", {
        when: format.instant(new Date(found.at), zone, "slot"),
      })}
      actions={
        <>
          <Button size="sm" variant="primary" onClick={restore}>
            {t(replaces ? "replace" : "restore")}
          </Button>
          <Button size="sm" variant="ghost" onClick={drop}>
            {t("discard")}
          </Button>
        </>
      }
    >
      {excerpt !== "" && (
        <p lang={draft.language} className="line-clamp-3 break-words">
          {excerpt.slice(0, excerptMax)}
        </p>
      )}
    </Banner>
  );
}
