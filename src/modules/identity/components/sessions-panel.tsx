"use client";

import { Monitor } from "lucide-react";
import { useNow, useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { api, type RouterOutputs } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Badge } from "@/ui/primitives/badge";
import { Button } from "@/ui/primitives/button";
import { Card, CardContent } from "@/ui/primitives/card";
import { toast } from "@/ui/primitives/toast";

type Session = RouterOutputs["identity"]["sessions"][number];

/** Where one is signed in, and the way to sign a device out. */
export function SessionsPanel() {
  const t = useTranslations("settings.security.sessions");
  const [sessions] = api.identity.sessions.useSuspenseQuery();
  const [utils, message] = [api.useUtils(), useErrorMessage()];
  const revokeOthers = api.identity.revokeOtherSessions.useMutation({
    onError: (error) => void toast.error(message(error)),
    onSuccess: () => void toast.success(t("othersOut")),
    onSettled: () => utils.identity.sessions.invalidate(),
  });
  return (
    <Card>
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      {sessions.length > 1 && (
        <CardContent className="border-t border-line">
          <Button loading={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
            {t("signOutOthers")}
          </Button>
        </CardContent>
      )}
    </Card>
  );
}

function SessionRow({ session }: { session: Session }) {
  const t = useTranslations("settings.security.sessions");
  const [format, utils, message] = [useFormat(), api.useUtils(), useErrorMessage()];
  const revoke = api.identity.revokeSession.useMutation({
    onError: (error) => void toast.error(message(error)),
    onSettled: () => utils.identity.sessions.invalidate(),
  });
  const now = useNow();
  const device = [session.browser, session.system].filter(Boolean).join(" · ") || t("unknownDevice");
  const seen = t("seen", { when: format.relative(session.seenAt, now) });
  return (
    <li className="flex flex-wrap items-center gap-3 px-5 py-3 text-sm">
      <Monitor aria-hidden className="size-4 shrink-0 text-ink-subtle" />
      <div className="min-w-0 grow">
        <p className="font-medium">{device}</p>
        <p className="text-ink-subtle" suppressHydrationWarning>
          {[session.ipAddress, seen].filter(Boolean).join(" · ")}
        </p>
      </div>
      {session.current ? (
        <Badge tone="accent">{t("current")}</Badge>
      ) : (
        <Button
          size="sm"
          aria-label={t("signOutNamed", { device })}
          loading={revoke.isPending}
          onClick={() => revoke.mutate({ sessionId: session.id })}
        >
          {t("signOut")}
        </Button>
      )}
    </li>
  );
}
