"use client";

import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { BudgetNotice, type BudgetNoticeProps } from "@/modules/health/components/budget-notice";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { PlanFailure, TimePanel } from "./composer-schedule-time";
import { judgeTime } from "./composer-times";

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
          <TimePanel {...{ zone, now, judged, pressed, failure }} value={wallTime} onChange={choose} />
          {budget && <BudgetNotice {...budget} at={judged.status === "ready" ? judged.at : null} />}
          <PlanFailure failure={failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
