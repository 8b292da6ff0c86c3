"use client";

import { useTranslations } from "next-intl";
import type { Id } from "@/kernel/ids";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Section } from "@/ui/patterns/section";
import { Card, CardContent } from "@/ui/primitives/card";
import { Field } from "@/ui/primitives/field";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { Select } from "@/ui/primitives/select";
import { toast } from "@/ui/primitives/toast";
import { APPROVAL_MODES, type ApprovalMode, type PoliciesView, type SetPolicyInput } from "../schemas";

const REMINDER_HOURS = [4, 12, 24, 48, 72, 168] as const;
const follows = "follows";
const never = "never";

/** Save one setting at once; the page shows the choice before the server agreed, and takes it back when it does not. */
function useSetPolicy() {
  const t = useTranslations("approvals.settings");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const policies = cache.approvals.policies;
  return api.approvals.setPolicy.useMutation({
    onMutate: async (input) => {
      await policies.cancel();
      const before = policies.getData();
      if (before) policies.setData(undefined, applied(before, input));
      return before;
    },
    onError: (error, _, before) => {
      policies.setData(undefined, before);
      toast.error(message(error));
    },
    onSuccess: (saved) => {
      policies.setData(undefined, saved);
      void cache.approvals.get.invalidate();
      toast.success(t("saved"));
    },
  });
}

/** The input as the client sends it: ids are plain strings there. */
type Change = Omit<SetPolicyInput, "channelId"> & { channelId: string | null };

function applied(before: PoliciesView, { channelId, mode, reminderHours }: Change): PoliciesView {
  if (channelId === null)
    return { ...before, mode: mode ?? "none", reminderHours: reminderHours ?? before.reminderHours };
  const others = before.channels.filter((one) => one.channelId !== channelId);
  return {
    ...before,
    channels: mode === null ? others : [...others, { channelId: channelId as Id<"channel">, mode }],
  };
}

/** Who must agree before a post goes out: for the workspace, and for single channels. */
export function ApprovalSettings({ editable }: { editable: boolean }) {
  const t = useTranslations("approvals");
  const [policies] = api.approvals.policies.useSuspenseQuery();
  const { mutate } = useSetPolicy();
  const { mode, reminderHours } = policies;
  return (
    <>
      <Section title={t("settings.title")} description={t("settings.description")}>
        <Card>
          <CardContent className="grid gap-6">
            <RadioGroup
              aria-label={t("settings.everywhere")}
              disabled={!editable}
              value={mode}
              onValueChange={(value) => mutate({ channelId: null, mode: value as ApprovalMode })}
            >
              {APPROVAL_MODES.map((choice) => (
                <RadioOption
                  key={choice}
                  value={choice}
                  label={t(`mode.${choice}.label`)}
                  hint={t(`mode.${choice}.hint`)}
                />
              ))}
            </RadioGroup>
            <ReminderField
              hours={reminderHours}
              disabled={!editable}
              onChange={(hours) => mutate({ channelId: null, mode, reminderHours: hours })}
            />
            <p className="text-ink-muted text-sm">{t(editable ? "settings.fromNow" : "settings.readOnly")}</p>
          </CardContent>
        </Card>
      </Section>
      <ChannelModes policies={policies} editable={editable} onChange={(change) => mutate(change)} />
    </>
  );
}

interface ReminderFieldProps {
  hours: number | null;
  disabled: boolean;
  onChange: (hours: number | null) => void;
}

function ReminderField({ hours, disabled, onChange }: ReminderFieldProps) {
  const t = useTranslations("approvals.settings");
  const usual: readonly number[] = REMINDER_HOURS;
  const own = hours !== null && !usual.includes(hours) ? [hours] : [];
  return (
    <Field label={t("reminder")} hint={t("reminderHint")} className="max-w-xs">
      {(control) => (
        <Select
          {...control}
          disabled={disabled}
          value={hours === null ? never : String(hours)}
          onValueChange={(value) => onChange(value === never ? null : Number(value))}
          options={[
            { value: never, label: t("reminders.never") },
            ...own.map((value) => ({ value: String(value), label: t("reminders.other", { hours: value }) })),
            ...REMINDER_HOURS.map((value) => ({ value: String(value), label: t(`reminders.${value}`) })),
          ]}
        />
      )}
    </Field>
  );
}

interface ChannelModesProps {
  policies: PoliciesView;
  editable: boolean;
  onChange: (change: { channelId: Id<"channel">; mode: ApprovalMode | null }) => void;
}

function ChannelModes({ policies, editable, onChange }: ChannelModesProps) {
  const t = useTranslations("approvals");
  const [{ items }] = api.channels.list.useSuspenseQuery({});
  const modeOf = new Map(policies.channels.map(({ channelId, mode }) => [channelId, mode]));
  return (
    <Section title={t("settings.channels")} description={t("settings.channelsDescription")}>
      {items.length === 0 ? (
        <p className="text-ink-muted text-sm">{t("settings.noChannels")}</p>
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {items.map(({ id, name, handle, icon }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
                <NetworkIcon icon={icon} className="size-7 shrink-0" />
                <span className="grid min-w-40 grow basis-40">
                  <span className="truncate font-medium text-sm">{name}</span>
                  <span className="truncate text-ink-subtle text-xs">{handle}</span>
                </span>
                <Select
                  aria-label={t("settings.of", { name })}
                  disabled={!editable}
                  className="w-full sm:w-72"
                  value={modeOf.get(id) ?? follows}
                  onValueChange={(value) =>
                    onChange({ channelId: id, mode: value === follows ? null : (value as ApprovalMode) })
                  }
                  options={[
                    {
                      value: follows,
                      label: t("settings.follows", { mode: t(`mode.${policies.mode}.label`) }),
                    },
                    ...APPROVAL_MODES.map((mode) => ({ value: mode, label: t(`mode.${mode}.label`) })),
                  ]}
                />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}
