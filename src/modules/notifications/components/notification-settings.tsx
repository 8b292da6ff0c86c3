"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useFormat } from "@/i18n/use-format";
import { api, type RouterOutputs } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Section } from "@/ui/patterns/section";
import { Banner } from "@/ui/primitives/banner";
import { Select } from "@/ui/primitives/select";
import { Switch } from "@/ui/primitives/switch";
import { toast } from "@/ui/primitives/toast";
import { EMAIL_CHOICES, type EmailChoice, type SaveSettingInput } from "../schemas";
import { DeviceSettings } from "./device-settings";

type Setting = RouterOutputs["notifications"]["settings"]["groups"][number]["kinds"][number];

interface NotificationSettingsProps {
  zone: string;
  workspace: string;
  emailConfirmed: boolean;
}

/** Put a choice into the settings that the page holds, so that a switch moves under the finger. */
function useSaveSetting() {
  const t = useTranslations("notifications.settings");
  const utils = api.useUtils();
  const message = useErrorMessage();
  return api.notifications.saveSetting.useMutation({
    onMutate: async (choice: SaveSettingInput) => {
      await utils.notifications.settings.cancel();
      utils.notifications.settings.setData(
        undefined,
        (held) =>
          held && {
            ...held,
            groups: held.groups.map(({ group, kinds }) => ({
              group,
              kinds: kinds.map((setting) => (setting.kind === choice.kind ? choice : setting)),
            })),
          },
      );
    },
    onSuccess: () => toast.success(t("saved"), { id: "notification-setting" }),
    onError: (error) => toast.error(message(error)),
    onSettled: () => utils.notifications.settings.invalidate(),
  });
}

/** What one is told of in this workspace, and how. */
export function NotificationSettings({ zone, workspace, emailConfirmed }: NotificationSettingsProps) {
  const t = useTranslations("notifications.settings");
  const format = useFormat();
  const [now] = useState(() => new Date());
  const [settings] = api.notifications.settings.useSuspenseQuery();
  return (
    <>
      <DeviceSettings pushKey={settings.pushKey} endpoints={settings.endpoints} />
      <Section title={t("heading")} description={t("description", { workspace })}>
        {!emailConfirmed && <Banner tone="warning" title={t("unconfirmed")} />}
        {settings.groups.map(({ group, kinds }) => (
          <section
            key={group}
            aria-labelledby={`group-${group}`}
            className="overflow-hidden rounded-lg border border-line bg-surface shadow-xs"
          >
            <div className="grid grid-cols-[minmax(0,1fr)] items-center gap-4 border-b border-line bg-canvas px-4 py-2 text-xs font-medium text-ink-muted sm:grid-cols-[minmax(0,1fr)_6rem_10rem_6rem]">
              <h3 id={`group-${group}`} className="text-sm font-semibold text-ink">
                {t(`group.${group}`)}
              </h3>
              {(["inApp", "email", "push"] as const).map((way) => (
                <span key={way} aria-hidden className="hidden sm:block sm:justify-self-center">
                  {t(`columns.${way}`)}
                </span>
              ))}
            </div>
            <ul className="divide-y divide-line">
              {kinds.map((setting) => (
                <SettingRow key={setting.kind} setting={setting} />
              ))}
            </ul>
          </section>
        ))}
        <p className="text-sm text-ink-muted">
          {t("daily", { zone: format.zone(zone, now) })} {t("rule")}
        </p>
      </Section>
    </>
  );
}

function SettingRow({ setting }: { setting: Setting }) {
  const t = useTranslations("notifications");
  const id = useId();
  const save = useSaveSetting();
  const name = t(`kind.${setting.kind}.name`);
  const change = (choice: Partial<Setting>) => save.mutate({ ...setting, ...choice });
  const options = EMAIL_CHOICES.map((value) => ({ value, label: t(`settings.email.${value}`) }));
  return (
    <li className="grid grid-cols-2 items-center gap-x-4 gap-y-3 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_6rem_10rem_6rem]">
      <span className="col-span-2 text-sm font-medium sm:col-span-1">{name}</span>
      <label htmlFor={`${id}-app`} className="flex items-center gap-2 text-sm sm:justify-self-center">
        <Switch
          id={`${id}-app`}
          checked={setting.inApp}
          onCheckedChange={(inApp) => change({ inApp })}
          aria-label={t("settings.inAppFor", { kind: name })}
        />
        <span aria-hidden className="sm:hidden">
          {t("settings.columns.inApp")}
        </span>
      </label>
      <Select
        className="order-last col-span-2 sm:order-none sm:col-span-1"
        options={options}
        value={setting.email}
        onValueChange={(email) => change({ email: email as EmailChoice })}
        aria-label={t("settings.emailFor", { kind: name })}
      />
      <label htmlFor={`${id}-push`} className="flex items-center gap-2 text-sm sm:justify-self-center">
        <Switch
          id={`${id}-push`}
          checked={setting.push}
          onCheckedChange={(push) => change({ push })}
          aria-label={t("settings.pushFor", { kind: name })}
        />
        <span aria-hidden className="sm:hidden">
          {t("settings.columns.push")}
        </span>
      </label>
    </li>
  );
}
