"use client";

import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { BudgetNotice } from "@/modules/health/components/budget-notice";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import type { PostView } from "../schemas";
import { ApprovalNotice, useApprovalNeed } from "./composer-approval-notice";
import type { ComposedChannel } from "./composer-check";
import { AfterPanel } from "./composer-plan-after";
import { QueuePanel } from "./composer-plan-queue";
import { RepeatPanel } from "./composer-plan-repeat";
import { PlanFailure, TimePanel } from "./composer-schedule-time";
import { quickPicks } from "./composer-times";
import { PLAN_WAYS, type PlanChoice, planDraftOf, type PlanWay, usePlan } from "./use-plan";

interface PlanDialogProps {
  zone: string;
  /** Wall time to start with; empty when none is at hand. */
  initial: string;
  post: PostView | null;
  /** Something of it is not saved yet: an approval of what was saved does not cover it. */
  dirty: boolean;
  composed: readonly ComposedChannel[];
  /** Its text names another post's address. */
  namesAddress: boolean;
  /** Who plans it may not publish: whoever must agree is asked with it. */
  proposes?: boolean;
  now: () => Date;
  /** @throws what the server answers. */
  onPlan: (choice: PlanChoice, askApproval: boolean) => Promise<void>;
  onClose: () => void;
}

/** Choose how a post gets its time: a minute, a free slot of the queue, after another post, or again and again. */
export function PlanDialog(props: PlanDialogProps) {
  const { zone, initial, post, dirty, composed, namesAddress, proposes, now, onPlan, onClose } = props;
  const t = useTranslations("composer.schedule");
  const plan = usePlan(() => startOf(props), zone, now);
  const { draft, judged, choice } = plan;
  const [pressed, setPressed] = useState(false);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const need = useApprovalNeed(composed, post, { dirty, proposes });
  const change: typeof plan.change = (part) => {
    setFailure(null);
    plan.change(part);
  };
  const blocked = namesAddress && draft.way !== "after";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setPressed(true);
    if (!choice || sending || blocked) return;
    setSending(true);
    setFailure(null);
    try {
      await onPlan(choice, need.ask && need.wanted);
      onClose();
    } catch (error) {
      setFailure(error);
      setSending(false);
    }
  };
  const panel = { draft, change, zone, composed, post, pressed };
  return (
    <Dialog open onOpenChange={(open) => !open && !sending && onClose()}>
      <DialogContent
        title={t("title")}
        description={t(`ways.${draft.way}.description`, { count: composed.length })}
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
          <Ways
            way={draft.way}
            mayRepeat={!post?.seriesId && !proposes}
            onChange={(way) => change({ way })}
          />
          {draft.way === "time" && (
            <TimePanel
              {...{ zone, now, judged, pressed, failure }}
              value={draft.wallTime}
              onChange={(wallTime) => change({ wallTime })}
            />
          )}
          {draft.way === "queue" && <QueuePanel {...panel} now={now} />}
          {draft.way === "after" && <AfterPanel {...panel} />}
          {draft.way === "repeat" && <RepeatPanel {...panel} />}
          {blocked && (
            <Banner tone={pressed ? "danger" : "warning"} live={pressed} title={t("addressTitle")}>
              {t("addressText")}
            </Banner>
          )}
          <BudgetNotice
            channelIds={composed.map(({ channel }) => channel.id)}
            postId={post?.id}
            at={plan.at}
          />
          <ApprovalNotice need={need} />
          <PlanFailure failure={failure} />
        </form>
      </DialogContent>
    </Dialog>
  );

  function startOf({ post }: Pick<PlanDialogProps, "post">) {
    const tomorrow = quickPicks(now(), zone).find(({ key }) => key === "tomorrow")?.wallTime ?? "";
    const own = planDraftOf(post, { wallTime: initial, startsAt: initial || tomorrow });
    return namesAddress ? { ...own, way: "after" as const } : own;
  }
}

interface WaysProps {
  way: PlanWay;
  mayRepeat: boolean;
  onChange: (way: PlanWay) => void;
}

function Ways({ way, mayRepeat, onChange }: WaysProps) {
  const t = useTranslations("composer.schedule");
  return (
    <RadioGroup
      aria-label={t("wayLabel")}
      value={way}
      onValueChange={(value) => onChange(PLAN_WAYS.find((one) => one === value) ?? "time")}
      className="grid-cols-1 min-[22rem]:grid-cols-2"
    >
      {PLAN_WAYS.filter((one) => one !== "repeat" || mayRepeat).map((one) => (
        <RadioOption key={one} value={one} label={t(`ways.${one}.label`)} className="py-2" />
      ))}
    </RadioGroup>
  );
}
