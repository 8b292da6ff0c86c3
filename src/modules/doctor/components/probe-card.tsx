"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { cn } from "@/ui/cn";
import { DefinitionList } from "@/ui/patterns/definition-list";
import { Card } from "@/ui/primitives/card";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import { TEXT_TONE } from "@/ui/tone";
import type { Fact, Probe, ProbeStatus, RunsOn } from "../schemas";

const LOOK: Record<ProbeStatus, StatusKind> = {
  ok: "done",
  warning: "attention",
  failed: "failed",
  off: "paused",
  unknown: "unsure",
};

/** Places that have no proper name of their own. */
const OWN_WORDS = ["embedded", "memory", "disk", "inbox"] as const;
type OwnWord = (typeof OWN_WORDS)[number];
const isOwnWord = (runsOn: RunsOn): runsOn is OwnWord => (OWN_WORDS as readonly string[]).includes(runsOn);

/** One service: what it runs on, how it stands, what was measured, and what to do if something is the matter. */
export function ProbeCard({ probe, zone }: { probe: Probe; zone: string }) {
  const t = useTranslations("doctor");
  const valueOf = useFactValue(zone);
  const { key, status, runsOn, problem, facts } = probe;
  const place = runsOn && (isOwnWord(runsOn) ? t(`runsOn.${runsOn}`) : runsOn);
  const items = [
    ...(place ? [{ key: "runsOn", term: t("runsOn.label"), value: place }] : []),
    ...facts.map((fact) => ({ key: fact.name, term: t(`facts.${fact.name}`), value: valueOf(fact) })),
  ];
  return (
    <Card className="grid content-start gap-2 p-4 sm:p-5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-medium">{t(`probes.${key}.title`)}</h3>
        <StatusBadge kind={LOOK[status]}>{t(`status.${status}`)}</StatusBadge>
      </div>
      <p className="text-sm text-ink-muted">{t(`probes.${key}.explain`)}</p>
      {problem && (
        <p
          className={cn(
            "text-sm font-medium",
            TEXT_TONE[status === "failed" ? "danger" : status === "warning" ? "warning" : "neutral"],
          )}
        >
          {t(`problems.${problem}`)}
        </p>
      )}
      {items.length > 0 && <DefinitionList items={items} />}
    </Card>
  );
}

function useFactValue(zone: string): (fact: Fact) => string | null {
  const t = useTranslations("doctor");
  const format = useFormat();
  return (fact) => {
    if (fact.value === null) return null;
    switch (fact.kind) {
      case "text":
        return fact.value;
      case "count":
        return format.number(fact.value);
      case "duration":
        return format.duration(fact.value);
      case "bytes":
        return format.bytes(fact.value);
      case "instant":
        return format.instant(fact.value, zone);
      case "flag":
        return t(fact.value ? "yes" : "no");
    }
  };
}
