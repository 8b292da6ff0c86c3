"use client";

import { useTranslations } from "next-intl";
import { useParams, useRouter } from "next/navigation";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { newId } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import type { PostView } from "../schemas";
import type { Backup } from "./composer-backup";
import { contentInputOf } from "./composer-state";
import type { DraftInHand } from "./use-draft";

/** Two people saved one post: show the newer version without losing this one. */
export function ComposerConflict({ hand, zone }: { hand: DraftInHand; zone: string }) {
  const { status } = hand.snapshot;
  const [aside, setAside] = useState<Backup | null>(null);
  if (status.kind === "conflict")
    return <ConflictBanner newer={status.newer} hand={hand} zone={zone} onAside={setAside} />;
  return aside ? <AsideBanner aside={aside} hand={hand} onSettled={() => setAside(null)} /> : null;
}

interface ConflictBannerProps {
  newer: PostView;
  hand: DraftInHand;
  zone: string;
  onAside: (mine: Backup) => void;
}

function ConflictBanner({ newer, hand, zone, onAside }: ConflictBannerProps) {
  const t = useTranslations("composer.conflict");
  const format = useFormat();
  const { state, dispatch, saver, backups } = hand;
  const mine = (): Backup => ({
    postId: newId("post"),
    revision: null,
    draft: state.draft,
    at: new Date().toISOString(),
  });
  const showNewer = () => {
    const kept = mine();
    backups.write(kept);
    dispatch({ type: "replace", draft: saver.takeNewer(newer) });
    onAside(kept);
  };
  return (
    <Banner
      tone="warning"
      live
      title={t("title", { time: format.instant(newer.updatedAt, zone, "time") })}
      actions={
        <>
          <Button size="sm" variant="primary" onClick={showNewer}>
            {t("showNewer")}
          </Button>
          <CopyButton mine={mine} hand={hand} onCopied={() => saver.abandon()} />
        </>
      }
    >
      {t("description")}
    </Banner>
  );
}

interface AsideBannerProps {
  aside: Backup;
  hand: DraftInHand;
  onSettled: () => void;
}

function AsideBanner({ aside, hand, onSettled }: AsideBannerProps) {
  const t = useTranslations("composer.conflict");
  const { dispatch, backups } = hand;
  const settle = () => {
    backups.remove(aside.postId);
    onSettled();
  };
  const bringBack = () => {
    dispatch({ type: "replace", draft: aside.draft });
    settle();
  };
  return (
    <Banner
      tone="info"
      live
      title={t("asideTitle")}
      actions={
        <>
          <Button size="sm" onClick={bringBack}>
            {t("bringBack")}
          </Button>
          <CopyButton mine={() => aside} hand={hand} onCopied={settle} />
          <Button size="sm" variant="ghost" onClick={settle}>
            {t("discardMine")}
          </Button>
        </>
      }
    >
      {t("asideDescription")}
    </Banner>
  );
}

interface CopyButtonProps {
  mine: () => Backup;
  hand: DraftInHand;
  onCopied: () => void;
}

/** Put one's own version into a draft of its own, and go there. */
function CopyButton({ mine, hand, onCopied }: CopyButtonProps) {
  const t = useTranslations("composer.conflict");
  const message = useErrorMessage();
  const router = useRouter();
  const { workspace } = useParams<{ workspace: string }>();
  const create = api.publishing.create.useMutation();
  const copy = () => {
    const { postId, draft } = mine();
    create.mutate(
      { ...contentInputOf(draft), postId },
      {
        onSuccess: (post) => {
          hand.backups.remove(postId);
          onCopied();
          toast.success(t("copied"));
          router.push(`/${workspace}/compose?post=${post.id}`);
        },
        onError: (error) => toast.error(message(error)),
      },
    );
  };
  return (
    <Button size="sm" loading={create.isPending} onClick={copy}>
      {t("keepCopy")}
    </Button>
  );
}
