"use client";

import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { BudgetNotice, type BudgetNoticeProps } from "@/modules/health/components/budget-notice";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { serverErrorOf } from "@/ui/forms/server-error";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { DateTimeField } from "@/ui/primitives/date-time-field";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { dayOf, type JudgedTime, judgeTime, quickPicks } from "./composer-times";

interface ScheduleDialogProps {
  zone: string;
  /** Wall time to start with. */
  initial: string;
  channelCount: number;
  /** What would go out: with it the dialog tells what its networks still allow then, and what it costs. */
  budget?: Omit<BudgetNoticeProps, "at">;
  now: () => Date;
  /** @throws what the server answers. */
  onSchedule: (wallTime: string) => Promise<void>;
  onClose: () => void;
}

/** Choose the minute at which a post goes out, in the workspace's zone. */
export function ScheduleDialog({
  zone,
  initial,
  channelCount,
  budget,
  now,
  onSchedule,
  onClose,
}: ScheduleDialogProps) {
  const t = useTranslations("composer.schedule");
  const [wallTime, setWallTime] = useState(initial);
  const [pressed, setPressed] = useState(false);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const judged = judgeTime(wallTime, zone, now());
  const choose = (time: string) => {
    setWallTime(time);
    setFailure(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setPressed(true);
    if (judged.status !== "ready" || sending) return;
    setSending(true);
    setFailure(null);
    try {
      await onSchedule(wallTime);
      onClose();
    } catch (error) {
      setFailure(error);
      setSending(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && !sending && onClose()}>
      <DialogContent
        title={t("title")}
        description={t("description", { count: channelCount })}
        footer={
          <>
            <Button onClick={onClose} disabled={sending}>
              {t("cancel")}
            </Button>
            <Button type="submit" form="composer-schedule" variant="primary" loading={sending}>
              <CalendarClock aria-hidden />
              {t("confirm")}
            </Button>
          </>
        }
      >
        <form id="composer-schedule" noValidate onSubmit={submit} className="grid gap-4">
          <QuickPickRow zone={zone} now={now} chosen={wallTime} onChoose={choose} />
          <TimeField
            zone={zone}
            now={now}
            value={wallTime}
            onChange={choose}
            judged={judged}
            pressed={pressed}
            failure={failure}
          />
          <TimeWords judged={judged} zone={zone} onChoose={choose} />
          {budget && <BudgetNotice {...budget} at={judged.status === "ready" ? judged.at : null} />}
          <OtherFailure failure={failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}

const isAboutTime = (failure: unknown): boolean => {
  const reason = serverErrorOf(failure)?.reason ?? "";
  return reason === "post.publish_at_past" || reason.startsWith("time.");
};

function OtherFailure({ failure }: { failure: unknown }) {
  const t = useTranslations("composer.schedule");
  const message = useErrorMessage();
  if (failure === null || isAboutTime(failure)) return null;
  return (
    <Banner tone="danger" title={t("failed")} live>
      {message(failure)}
    </Banner>
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
