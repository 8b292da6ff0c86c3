"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import { authCall } from "./auth-call";

/** Reminds a person whose address is not confirmed, and sends the mail again. */
export function ConfirmAddressNotice({ email }: { email: string }) {
  const t = useTranslations("auth.confirm");
  const message = useErrorMessage();
  const [state, setState] = useState<"idle" | "sending" | "sent">("idle");
  const send = async (): Promise<void> => {
    setState("sending");
    try {
      await authCall("/send-verification-email", { email, callbackURL: "/email-confirmed" });
      setState("sent");
    } catch (error) {
      setState("idle");
      toast.error(message(error));
    }
  };
  return (
    <div className="px-4 pt-4 sm:px-6 lg:px-8">
      <Banner
        tone="warning"
        title={t("title")}
        actions={
          state === "sent" ? (
            <p role="status">{t("sent", { email })}</p>
          ) : (
            <Button size="sm" loading={state === "sending"} onClick={() => void send()}>
              {t("send")}
            </Button>
          )
        }
      >
        {/* It stands over every page: a phone shows what to do, and no more. */}
        <span className="max-sm:sr-only">{t("text", { email })}</span>
      </Banner>
    </div>
  );
}
