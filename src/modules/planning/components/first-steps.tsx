"use client";

import { CalendarDays, type LucideIcon, PenLine, Radio, Sunrise } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PostRights } from "@/modules/publishing/components/post-rights";
import { api } from "@/trpc/client";
import { EmptyState } from "@/ui/patterns/empty-state";
import { ButtonLink } from "@/ui/primitives/button-link";
import { Card } from "@/ui/primitives/card";
import { StatusBadge } from "@/ui/primitives/status-badge";

export interface FirstStepsProps {
  rights: PostRights;
  zone: string;
  base: string;
}

/** The way to a first post, for a workspace that has none. */
export function FirstSteps({ rights, zone, base }: FirstStepsProps) {
  const t = useTranslations("planning.today");
  const { data } = api.channels.list.useQuery({});
  const connected = data?.items.filter(({ state }) => state === "active").length ?? 0;
  if (!rights.write)
    return (
      <EmptyState
        icon={Sunrise}
        title={t("firstReadOnly.title")}
        description={t("firstReadOnly.description")}
      />
    );
  return (
    <section aria-labelledby="first-steps" className="grid gap-6">
      <div className="max-w-prose">
        <h2 id="first-steps" className="text-lg font-semibold">
          {t("first.title")}
        </h2>
        <p className="mt-1 text-ink-muted">{t("first.description")}</p>
      </div>
      <ol className="grid gap-4 md:grid-cols-3">
        <Step
          number={1}
          icon={PenLine}
          title={t("first.write")}
          text={t("first.writeText")}
          action={
            <ButtonLink href={`${base}/compose`} variant="primary">
              {t("first.write")}
            </ButtonLink>
          }
        />
        <Step
          number={2}
          icon={Radio}
          title={t("first.connect")}
          text={t("first.connectText")}
          badge={
            connected > 0 && (
              <StatusBadge kind="done" className="self-start">
                {t("first.connected", { count: connected })}
              </StatusBadge>
            )
          }
          action={
            rights.manageChannels && <ButtonLink href={`${base}/channels`}>{t("first.connect")}</ButtonLink>
          }
        />
        <Step
          number={3}
          icon={CalendarDays}
          title={t("first.plan")}
          text={t("first.planText", { zone: zone.replaceAll("_", " ") })}
          action={<ButtonLink href={`${base}/calendar`}>{t("first.planAction")}</ButtonLink>}
        />
      </ol>
    </section>
  );
}

interface StepProps {
  number: number;
  icon: LucideIcon;
  title: string;
  text: string;
  badge?: ReactNode;
  action?: ReactNode;
}

function Step({ number, icon: Icon, title, text, badge, action }: StepProps) {
  const t = useTranslations("planning.today.first");
  return (
    <li className="contents">
      <Card className="flex flex-col gap-3 p-5">
        <div className="flex items-center justify-between gap-3">
          <span className="grid size-10 place-items-center rounded-lg border border-line bg-canvas text-accent-ink">
            <Icon aria-hidden className="size-5" />
          </span>
          <span className="tabular text-xs text-ink-subtle">{t("step", { number })}</span>
        </div>
        <h3 className="font-semibold">{title}</h3>
        <p className="text-sm text-ink-muted">{text}</p>
        {badge}
        {action && <div className="mt-auto pt-1">{action}</div>}
      </Card>
    </li>
  );
}
