"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { Card, CardContent } from "@/ui/primitives/card";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { toast } from "@/ui/primitives/toast";
import { authCall } from "./auth-call";
import { PasswordGate } from "./password-gate";
import { RecoveryCodes } from "./recovery-codes";
import { TotpSetup } from "./totp-setup";

type Task = "enable" | "renew" | "disable";

interface TwoFactorPanelProps {
  enabled: boolean;
  /** Without one, being freshly signed in stands for it. */
  hasPassword: boolean;
}

/** Two-factor sign-in: on, off, and new recovery codes. */
export function TwoFactorPanel({ enabled, hasPassword }: TwoFactorPanelProps) {
  const t = useTranslations("settings.security.twoFactor");
  const [task, setTask] = useState<Task | null>(null);
  return (
    <Card>
      <CardContent className="flex flex-wrap items-center justify-between gap-3">
        <Badge tone={enabled ? "success" : "neutral"}>{t(enabled ? "on" : "off")}</Badge>
        <div className="flex flex-wrap gap-2">
          {enabled ? (
            <>
              <Button onClick={() => setTask("renew")}>{t("renew")}</Button>
              <Button variant="dangerGhost" onClick={() => setTask("disable")}>
                {t("disable")}
              </Button>
            </>
          ) : (
            <Button variant="primary" onClick={() => setTask("enable")}>
              {t("enable")}
            </Button>
          )}
        </div>
      </CardContent>
      <Dialog open={task !== null} onOpenChange={(open) => !open && setTask(null)}>
        {task && (
          <DialogContent title={t(`${task}Title`)} description={t(`${task}Description`)}>
            <TaskSteps task={task} hasPassword={hasPassword} close={() => setTask(null)} />
          </DialogContent>
        )}
      </Dialog>
    </Card>
  );
}

interface Enrolment {
  totpURI?: string;
  backupCodes: string[];
}

function TaskSteps({ task, hasPassword, close }: { task: Task; hasPassword: boolean; close: () => void }) {
  const t = useTranslations("settings.security.twoFactor");
  const utils = api.useUtils();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [confirmed, setConfirmed] = useState(task === "renew");
  const finish = async (): Promise<void> => {
    await utils.identity.invalidate();
    close();
  };
  if (!enrolment)
    return (
      <PasswordGate
        asked={hasPassword}
        submit={t(`${task}Submit`)}
        tone={task === "disable" ? "danger" : "primary"}
        run={async (body) => {
          if (task === "enable") setEnrolment(await authCall<Enrolment>("/two-factor/enable", body));
          if (task === "renew")
            setEnrolment(await authCall<Enrolment>("/two-factor/generate-backup-codes", body));
          if (task !== "disable") return;
          await authCall("/two-factor/disable", body);
          toast.success(t("disabled"));
          await finish();
        }}
      />
    );
  if (!confirmed && enrolment.totpURI)
    return <TotpSetup uri={enrolment.totpURI} onConfirmed={() => setConfirmed(true)} />;
  return <RecoveryCodes codes={enrolment.backupCodes} onDone={() => void finish()} />;
}
