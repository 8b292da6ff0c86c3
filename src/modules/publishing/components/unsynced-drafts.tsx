"use client";

import { useTranslations } from "next-intl";
import { usePathname } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { toast } from "@/ui/primitives/toast";
import type { DraftBackups } from "./composer-backup";
import { syncDrafts } from "./offline-drafts";
import { browserBackups, type OfflineOwner, rememberOwner } from "./offline-owner";
import { listUnsynced, onUnsyncedChange, type UnsyncedDraft } from "./offline-store";
import { postLabelOf } from "./post-label";

interface UnsyncedDraftsProps extends OfflineOwner {
  /** The workspace's address, such as `/acme`. */
  base: string;
}

const syncLock = "publify-offline-drafts";

/** One page of this browser at a time; where there are no locks, the ids of the drafts keep repeats harmless. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request(syncLock, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

function useUnsynced(owner: OfflineOwner) {
  const { workspaceId, userId } = owner;
  const [drafts, setDrafts] = useState<UnsyncedDraft[]>([]);
  useEffect(() => {
    let gone = false;
    const read = () =>
      listUnsynced({ workspaceId, userId })
        .then((found) => !gone && setDrafts(found))
        .catch(() => undefined);
    void read();
    const stop = onUnsyncedChange(() => void read());
    return () => {
      gone = true;
      stop();
    };
  }, [workspaceId, userId]);
  return drafts;
}

/** The other copy of what was sent goes too, unless something newer was written into it. */
function dropCopy(backups: DraftBackups, postId: string, at: string): void {
  if (backups.find(postId)?.at === at) backups.remove(postId);
}

function useSync({ workspaceId, userId }: OfflineOwner, held: boolean) {
  const t = useTranslations("pwa.unsynced");
  const utils = api.useUtils();
  const [sending, setSending] = useState(false);
  const sync = useCallback(async () => {
    const { client } = utils;
    const owner = { workspaceId, userId };
    const backups = browserBackups(owner);
    setSending(true);
    await alone(async () => {
      const { sent } = await syncDrafts({
        owner,
        transport: {
          get: (postId) => client.publishing.get.query({ postId }),
          create: (input) => client.publishing.create.mutate(input),
          update: (input) => client.publishing.update.mutate(input),
        },
        onSent: (postId, at) => dropCopy(backups, postId, at),
      });
      if (sent === 0) return;
      toast.success(t("done", { count: sent }));
      await Promise.all([utils.planning.invalidate(), utils.publishing.invalidate()]);
    }).catch(() => undefined);
    setSending(false);
  }, [utils, workspaceId, userId, t]);
  useEffect(() => {
    if (held) return;
    const attempt = () => void (navigator.onLine && sync());
    const seen = () => document.visibilityState === "visible" && attempt();
    attempt();
    window.addEventListener("online", attempt);
    document.addEventListener("visibilitychange", seen);
    return () => {
      window.removeEventListener("online", attempt);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [sync, held]);
  return { sync, sending };
}

const shownMax = 5;

/** The drafts that are on this device alone: sent by themselves when they can be, in sight until they are. */
export function UnsyncedDrafts({ base, ...owner }: UnsyncedDraftsProps) {
  const t = useTranslations("pwa.unsynced");
  const { workspaceId, userId, name, language } = owner;
  useEffect(
    () => rememberOwner({ workspaceId, userId, name, language }),
    [workspaceId, userId, name, language],
  );
  // The composer offers and sends what it finds; two hands on one draft would only get in each other's way.
  const composing = usePathname() === `${base}/compose`;
  const drafts = useUnsynced(owner);
  const { sync, sending } = useSync(owner, composing);
  if (composing || drafts.length === 0) return null;
  const waiting = drafts.some(({ state }) => state === "waiting");
  return (
    <div className="px-4 pt-4 sm:px-6 lg:px-8">
      <Banner
        tone={drafts.some(({ state }) => state !== "waiting") ? "warning" : "info"}
        title={t("title", { count: drafts.length })}
        actions={
          waiting && (
            <Button size="sm" loading={sending} onClick={() => void sync()}>
              {t("retry")}
            </Button>
          )
        }
      >
        {waiting && <p role="status">{t(sending ? "sending" : "offline")}</p>}
        <ul aria-label={t("label")} className="mt-1 grid gap-1">
          {drafts.slice(0, shownMax).map((kept) => (
            <UnsyncedRow key={kept.postId} kept={kept} base={base} />
          ))}
        </ul>
      </Banner>
    </div>
  );
}

function UnsyncedRow({ kept, base }: { kept: UnsyncedDraft; base: string }) {
  const t = useTranslations("pwa.unsynced");
  const { postId, revision, draft, state } = kept;
  const title = postLabelOf({ title: draft.title, text: draft.body }) || t("untitled");
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span lang={draft.language} className="min-w-0 max-w-full truncate font-medium text-ink">
        {title}
      </span>
      <span>{t(state)}</span>
      <ButtonLink
        size="sm"
        variant="ghost"
        href={revision === null ? `${base}/compose` : `${base}/compose?post=${postId}`}
        aria-label={t("openNamed", { title })}
      >
        {t("open")}
      </ButtonLink>
    </li>
  );
}
