"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { toast } from "@/ui/primitives/toast";
import { authCall } from "./auth-call";
import { enter, START_PATH } from "./enter";
import { signInWithPasskey, usePasskeySupport } from "./passkey";

/** Names are brands: the same in every language. */
const PROVIDER_NAMES = { google: "Google", github: "GitHub" } as const;
export type Provider = keyof typeof PROVIDER_NAMES;

interface OtherWaysProps {
  providers: readonly Provider[];
  next: string | null;
  /** Passkeys open an account; they do not make one. */
  passkey?: boolean;
}

/** Ways in without a password: those that this product and this browser offer. */
export function OtherWays({ providers, next, passkey = false }: OtherWaysProps) {
  const t = useTranslations("auth");
  const message = useErrorMessage();
  const canPasskey = usePasskeySupport() === true && passkey;
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (name: string, work: () => Promise<void>): Promise<void> => {
    setBusy(name);
    try {
      await work();
    } catch (error) {
      toast.error(message(error));
    } finally {
      setBusy(null);
    }
  };
  if (!canPasskey && providers.length === 0) return null;
  return (
    <div className="mt-6 grid gap-3">
      <div className="flex items-center gap-3 text-xs text-ink-subtle before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        {t("or")}
      </div>
      {canPasskey && (
        <Button
          size="lg"
          block
          loading={busy === "passkey"}
          onClick={() =>
            void run("passkey", async () => void ((await signInWithPasskey()) && (await enter(next))))
          }
        >
          <KeyRound aria-hidden />
          {t("signIn.passkey")}
        </Button>
      )}
      {providers.map((provider) => (
        <Button
          key={provider}
          size="lg"
          block
          loading={busy === provider}
          onClick={() => void run(provider, () => goTo(provider, next))}
        >
          {t("continueWith", { provider: PROVIDER_NAMES[provider] })}
        </Button>
      ))}
    </div>
  );
}

async function goTo(provider: Provider, next: string | null): Promise<void> {
  const { url } = await authCall<{ url: string }>("/sign-in/social", {
    provider,
    callbackURL: next ?? START_PATH,
    errorCallbackURL: "/sign-in",
  });
  window.location.assign(url);
}
