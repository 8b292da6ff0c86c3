"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { bothInstantsOf, meantTimeOf } from "@/kernel/time";
import { serverErrorOf } from "@/ui/forms/server-error";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { DateTimeField } from "@/ui/primitives/date-time-field";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { dayOf, type JudgedTime, quickPicks } from "./composer-times";

const isAboutTime = (failure: unknown): boolean => {
  const reason = serverErrorOf(failure)?.reason ?? "";
  return reason === "post.publish_at_past" || reason.startsWith("time.");
};

/** Why the server refused a plan, unless the field of the time says so already. */
export function PlanFailure({ failure }: { failure: unknown }) {
  const t = useTranslations("composer.schedule");
  const message = useErrorMessage();
  if (failure === null || isAboutTime(failure)) return null;
  return (
    <Banner tone="danger" title={t("failed")} live>
      {message(failure)}
    </Banner>
  );
}

/** A minute of the workspace's zone: common ones, any other, and what it means. */
export function TimePanel(props: TimeFieldProps) {
  const { zone, now, value, onChange, judged } = props;
  return (
    <>
      <QuickPickRow zone={zone} now={now} chosen={value} onChoose={onChange} />
      <TimeField {...props} />
      {judged.status === "ready" && <TwiceChoice zone={zone} value={value} onChange={onChange} />}
      <TimeWords judged={judged} zone={zone} onChoose={onChange} />
    </>
  );
}

interface TimeFieldProps {
  zone: string;
  now: () => Date;
  value: string;
  onChange: (wallTime: string) => void;
  judged: JudgedTime;
  pressed: boolean;
  failure: unknown;
}

function TimeField({ zone, now, value, onChange, judged, pressed, failure }: TimeFieldProps) {
  const t = useTranslations("composer.schedule");
  const message = useErrorMessage();
  const error = (): string | undefined => {
    if (judged.status === "missing") return pressed ? t("missing") : undefined;
    if (judged.status === "refused") {
      const details = judged.next ? { ...judged.details, next: judged.next.slice(11) } : judged.details;
      return message({ data: { code: "INVALID", reason: judged.reason, details } });
    }
    return isAboutTime(failure) ? message(failure) : undefined;
  };
  return (
    <DateTimeField
      label={t("when")}
      zone={zone}
      value={value}
      onChange={onChange}
      dateMin={dayOf(now(), zone)}
      error={error()}
    />
  );
}

/** Which of two equal times is meant; nothing while clocks show the chosen one once. */
function TwiceChoice({ zone, value, onChange }: Pick<TimeFieldProps, "zone" | "value" | "onChange">) {
  const t = useTranslations("composer.schedule.twice");
  const format = useFormat();
  const both = bothInstantsOf(value, zone);
  if (!both) return null;
  return (
    <div className="grid gap-2">
      <p id="composer-twice" className="text-sm text-ink-muted">
        {t("text")}
      </p>
      <RadioGroup
        aria-labelledby="composer-twice"
        value={value}
        onValueChange={onChange}
        className="grid-cols-1 min-[22rem]:grid-cols-2"
      >
        {both.map((at, index) => (
          <RadioOption
            key={at.getTime()}
            value={meantTimeOf(at, zone)}
            label={t(index === 0 ? "first" : "second")}
            hint={format.instant(at, zone, "time")}
            className="py-2"
          />
        ))}
      </RadioGroup>
    </div>
  );
}

interface QuickPickRowProps {
  zone: string;
  now: () => Date;
  chosen: string;
  onChoose: (wallTime: string) => void;
}

function QuickPickRow({ zone, now, chosen, onChoose }: QuickPickRowProps) {
  const t = useTranslations("composer.schedule");
  const [picks] = useState(() => quickPicks(now(), zone));
  return (
    <div role="group" aria-label={t("quick")} className="flex flex-wrap gap-2">
      {picks.map(({ key, wallTime }) => (
        <Button
          key={key}
          size="sm"
          variant={chosen === wallTime ? "soft" : "secondary"}
          aria-pressed={chosen === wallTime}
          onClick={() => onChoose(wallTime)}
        >
          {t(`picks.${key}`, { time: wallTime.slice(11) })}
        </Button>
      ))}
    </div>
  );
}

interface TimeWordsProps {
  judged: JudgedTime;
  zone: string;
  onChoose: (wallTime: string) => void;
}

/** The chosen moment in words, on the reader's own clock too when that is another; or the time to take instead. */
function TimeWords({ judged, zone, onChoose }: TimeWordsProps) {
  const t = useTranslations("composer.schedule");
  const format = useFormat();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (judged.status === "refused" && judged.next) {
    const { next } = judged;
    return (
      <Button size="sm" variant="soft" className="justify-self-start" onClick={() => onChoose(next)}>
        {t("useNext", { time: next.slice(11) })}
      </Button>
    );
  }
  if (judged.status !== "ready") return null;
  const elsewhere = format.instant(judged.at, here, "slot") !== format.instant(judged.at, zone, "slot");
  return (
    <div role="status" className="grid gap-0.5 text-sm">
      <p className="font-medium">{format.instant(judged.at, zone, "full")}</p>
      {elsewhere && (
        <p className="text-ink-muted">
          {t("onYourClock", {
            when: format.instant(judged.at, here, "slot"),
            zone: format.zone(here, judged.at),
          })}
        </p>
      )}
    </div>
  );
}
