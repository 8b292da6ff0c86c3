"use client";

import { CircleAlert, Layers } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Card } from "@/ui/primitives/card";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/ui/primitives/tabs";
import { ChannelMark } from "./composer-channel-chip";
import { type ComposedChannel, type ComposerTab, sharedTab } from "./composer-check";
import { useComposer } from "./composer-context";
import { ComposerShared } from "./composer-shared";
import { isCustomised } from "./composer-state";
import { ComposerVariant } from "./composer-variant";

/** The text that all channels share, and a tab for each channel that may differ. */
export function ComposerEditor() {
  const t = useTranslations("composer.tabs");
  const { composed, tab, showTab } = useComposer();
  return (
    <Card className="overflow-hidden focus-within:border-line-strong">
      <Tabs value={tab} onValueChange={(value) => showTab(value as ComposerTab)}>
        <TabsList aria-label={t("label")} className="bg-canvas px-2">
          <TabsTrigger value={sharedTab}>
            <Layers aria-hidden />
            {t("shared")}
          </TabsTrigger>
          {composed.map((one) => (
            <ChannelTab key={one.channel.id} one={one} />
          ))}
        </TabsList>
        <TabsContent value={sharedTab} tabIndex={-1} className="pt-0">
          <ComposerShared />
        </TabsContent>
        {composed.map((one) => (
          <TabsContent key={one.channel.id} value={one.channel.id} tabIndex={-1} className="pt-0">
            <ComposerVariant one={one} />
          </TabsContent>
        ))}
      </Tabs>
    </Card>
  );
}

function ChannelTab({ one: { channel, variant, problems } }: { one: ComposedChannel }) {
  const t = useTranslations("composer.tabs");
  const customised = isCustomised(variant);
  const failing = problems.some(({ severity }) => severity === "error");
  const current = useComposer().tab === channel.id;
  const trigger = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) trigger.current?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <TabsTrigger ref={trigger} value={channel.id}>
      <ChannelMark channel={channel} />
      <span className="max-w-36 truncate">{channel.name}</span>
      {customised && (
        <>
          <span aria-hidden className="size-1.5 rounded-full bg-accent" />
          <span className="sr-only">{t("customised")}</span>
        </>
      )}
      {failing && <CircleAlert role="img" aria-label={t("failing")} className="text-danger-ink" />}
    </TabsTrigger>
  );
}
