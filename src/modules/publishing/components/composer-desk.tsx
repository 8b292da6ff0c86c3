"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "@/ui/cn";
import { PageHeader } from "@/ui/patterns/page-header";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import { ComposerAnnouncer } from "./composer-announcer";
import { ComposerChannels } from "./composer-channels";
import { ComposerEditor } from "./composer-editor";
import { ComposerLanguage } from "./composer-language";
import { ComposerOrganise } from "./composer-organise";
import { ComposerProblems } from "./composer-problems";
import { ShortcutHelp } from "./composer-shortcuts";
import { ComposerTags } from "./composer-tags";
import { PreviewPane } from "./preview-pane";

export type Pane = "write" | "preview";

interface ComposerDeskProps {
  isNew: boolean;
  pane: Pane;
  onPane: (pane: Pane) => void;
  /** Above the editor: what must be known or settled first. */
  notices: ReactNode;
  footer: ReactNode;
}

/** The two halves of the composer: writing and previews, side by side, or one at a time on a narrow screen. */
export function ComposerDesk({ isNew, pane, onPane, notices, footer }: ComposerDeskProps) {
  const t = useTranslations("composer");
  return (
    <>
      <PageHeader className="mb-4" title={t(isNew ? "newTitle" : "editTitle")} actions={<ShortcutHelp />} />
      <div className="mb-4 grid gap-3 empty:hidden">{notices}</div>
      <Tabs
        value={pane}
        onValueChange={(value) => onPane(value as Pane)}
        className="lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(0,25rem)] lg:gap-x-8"
      >
        <TabsList aria-label={t("pane.label")} className="mb-5 lg:hidden">
          <TabsTrigger value="write">{t("pane.write")}</TabsTrigger>
          <TabsTrigger value="preview">{t("pane.preview")}</TabsTrigger>
        </TabsList>
        <TabsContent
          forceMount
          value="write"
          tabIndex={-1}
          className={cn(
            "grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-5 pt-0 outline-none",
            pane !== "write" && "max-lg:hidden",
          )}
        >
          <ComposerChannels />
          <ComposerEditor />
          <div className="flex flex-wrap items-start gap-4">
            <ComposerTags />
            <ComposerLanguage />
          </div>
          <ComposerOrganise />
          <ComposerProblems />
        </TabsContent>
        <TabsContent
          forceMount
          value="preview"
          tabIndex={-1}
          className={cn("min-w-0 pt-0 outline-none", pane !== "preview" && "max-lg:hidden")}
        >
          <PreviewColumn />
        </TabsContent>
      </Tabs>
      <ComposerAnnouncer />
      {footer}
    </>
  );
}

function PreviewColumn() {
  const t = useTranslations("composer.preview");
  const [id] = useState("composer-preview-title");
  return (
    <section aria-labelledby={id} className="lg:sticky lg:top-20">
      <h2 id={id} className="mb-2 font-medium text-sm max-lg:sr-only">
        {t("title")}
      </h2>
      {/* A long column scrolls by itself, so it must be reachable by keyboard. */}
      <div
        role="region"
        aria-labelledby={id}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="rounded-lg p-0.5 lg:-m-0.5 lg:max-h-[calc(100dvh-8rem)] lg:overflow-y-auto"
      >
        <PreviewPane />
      </div>
    </section>
  );
}
