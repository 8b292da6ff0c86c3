"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Role } from "@/kernel/permissions";
import { signOut } from "@/modules/identity/components/user-menu";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { PageHeader } from "@/ui/patterns/page-header";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";

interface InvitationOfferProps {
  offer: { id: string; email: string; role: Role; inviter: string; workspace: string };
  /** Address of the person who is signed in; null for a visitor. */
  viewer: string | null;
  token?: string;
}

/** What is offered, and the answer: at once, or after signing in with the right address. */
export function InvitationOffer({ offer, viewer, token }: InvitationOfferProps) {
  const t = useTranslations("workspaces");
  const { inviter, workspace, email } = offer;
  return (
    <>
      <PageHeader
        title={t("invitation.join", { workspace })}
        description={t("invitation.offer", { inviter, workspace, role: t(`role.${offer.role}`) })}
      />
      {viewer === null && <VisitorAnswer offer={offer} token={token} />}
      {viewer !== null && viewer.toLowerCase() === email && (
        <MemberAnswer invitationId={offer.id} token={token} />
      )}
      {viewer !== null && viewer.toLowerCase() !== email && (
        <Banner
          tone="warning"
          title={t("invitation.otherTitle")}
          actions={<Button onClick={() => void signOut()}>{t("invitation.switch")}</Button>}
        >
          {t("invitation.other", { email, viewer })}
        </Banner>
      )}
    </>
  );
}

function VisitorAnswer({ offer, token }: Pick<InvitationOfferProps, "offer" | "token">) {
  const t = useTranslations("workspaces.invitation");
  const back = `/invitation/${offer.id}${token ? `?token=${encodeURIComponent(token)}` : ""}`;
  const query = new URLSearchParams({ next: back, email: offer.email }).toString();
  return (
    <div className="grid gap-3">
      <p className="text-ink-muted">{t("visitor", { email: offer.email })}</p>
      <ButtonLink href={`/sign-up?${query}`} variant="primary" size="lg" block>
        {t("signUp")}
      </ButtonLink>
      <ButtonLink href={`/sign-in?${query}`} size="lg" block>
        {t("signIn")}
      </ButtonLink>
    </div>
  );
}

function MemberAnswer({ invitationId, token }: { invitationId: string; token?: string }) {
  const t = useTranslations("workspaces.invitation");
  const message = useErrorMessage();
  const [failure, setFailure] = useState<string | null>(null);
  const options = { onError: (error: unknown) => setFailure(message(error)) };
  const accept = api.workspaces.acceptInvitation.useMutation({
    ...options,
    onSuccess: ({ slug }) => window.location.assign(`/${slug}`),
  });
  const decline = api.workspaces.declineInvitation.useMutation({
    ...options,
    onSuccess: () => window.location.assign("/start"),
  });
  return (
    <div className="grid gap-3">
      {failure && <Banner live tone="danger" title={failure} />}
      <Button
        variant="primary"
        size="lg"
        block
        loading={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate({ invitationId, token })}
      >
        {t("accept")}
      </Button>
      <Button
        size="lg"
        block
        loading={decline.isPending}
        onClick={() => decline.mutate({ invitationId, token })}
      >
        {t("decline")}
      </Button>
    </div>
  );
}
