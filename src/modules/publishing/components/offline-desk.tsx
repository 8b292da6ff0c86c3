"use client";

import { RotateCw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { newId } from "@/kernel/ids";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { IconButton } from "@/ui/primitives/icon-button";
import { Label } from "@/ui/primitives/label";
import { Textarea } from "@/ui/primitives/textarea";
import { bodyMax } from "../schemas";
import { emptyDraft } from "./composer-state";
import { browserBackups, findOwner, type OfflineOwner } from "./offline-owner";
import { listUnsynced, onUnsyncedChange, type UnsyncedDraft } from "./offline-store";
import { postLabelOf } from "./post-label";
import { useInBrowser } from "./use-in-browser";

/** The address that was asked for is still in the bar: asking again shows it, once there is a connection. */
const comeBack = () =>
  window.location.pathname === "/offline" ? window.location.assign("/start") : window.location.reload();

/** What can be done without a connection: write, see what waits, and try again. */
export function OfflineDesk() {
  const t = useTranslations("pwa.offline");
  const inBrowser = useInBrowser();
  useEffect(() => {
    window.addEventListener("online", comeBack);
    return () => window.removeEventListener("online", comeBack);
  }, []);
  const owner = inBrowser ? findOwner() : null;
  return (
    <>
      <Button className="mb-8" onClick={comeBack}>
        <RotateCw aria-hidden />
        {t("retry")}
      </Button>
      {owner && <OfflineDrafts key={owner.workspaceId} owner={owner} />}
    </>
  );
}

function OfflineDrafts({ owner }: { owner: OfflineOwner }) {
  const t = useTranslations("pwa.offline");
  const [backups] = useState(() => browserBackups(owner));
  const [drafts, setDrafts] = useState<UnsyncedDraft[]>([]);
  const [postId, setPostId] = useState(() => newId("post"));
  useEffect(() => {
    const read = () =>
      void listUnsynced(owner)
        .then(setDrafts)
        .catch(() => undefined);
    read();
    return onUnsyncedChange(read);
  }, [owner]);
  const keep = (body: string) => {
    const draft = { ...emptyDraft(owner.language), body };
    if (body.trim() === "") backups.remove(postId);
    else backups.write({ postId, revision: null, draft, at: new Date().toISOString() });
  };
  return (
    <>
      <WriteDraft key={postId} name={owner.name} onWrite={keep} onDone={() => setPostId(newId("post"))} />
      <Section title={t("waiting.heading")}>
        {drafts.length === 0 ? (
          <p className="text-sm text-ink-muted">{t("waiting.none")}</p>
        ) : (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {drafts.map((kept) => {
              const words = postLabelOf({ title: kept.draft.title, text: kept.draft.body });
              const title = words || t("waiting.untitled");
              return (
                <li key={kept.postId} className="flex items-center gap-3 px-4 py-2">
                  <span lang={kept.draft.language} className="min-w-0 grow truncate text-sm">
                    {title}
                  </span>
                  <IconButton
                    size="sm"
                    tooltip={false}
                    label={t("waiting.deleteNamed", { title })}
                    onClick={() => backups.remove(kept.postId)}
                  >
                    <Trash2 aria-hidden />
                  </IconButton>
                </li>
              );
            })}
          </ul>
        )}
      </Section>
    </>
  );
}

interface WriteDraftProps {
  name: string;
  onWrite: (body: string) => void;
  onDone: () => void;
}

/** Every letter is kept as it is written; the button only makes room for the next draft. */
function WriteDraft({ name, onWrite, onDone }: WriteDraftProps) {
  const t = useTranslations("pwa.offline.write");
  const id = useId();
  const [body, setBody] = useState("");
  const [saved, setSaved] = useState(false);
  return (
    <Section title={t("heading")} description={t("workspace", { workspace: name })}>
      <Label htmlFor={id}>{t("label")}</Label>
      <Textarea
        id={id}
        rows={6}
        maxLength={bodyMax}
        placeholder={t("placeholder")}
        value={body}
        onChange={({ target }) => {
          setBody(target.value);
          setSaved(false);
          onWrite(target.value);
        }}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          disabled={body.trim() === ""}
          onClick={() => {
            setSaved(true);
            onDone();
          }}
        >
          {t("save")}
        </Button>
        <span role="status" className="text-sm text-ink-muted">
          {saved || body.trim() !== "" ? t("saved") : ""}
        </span>
      </div>
    </Section>
  );
}
