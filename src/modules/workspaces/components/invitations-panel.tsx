"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { Role } from "@/kernel/permissions";
import { api, type RouterOutputs } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { Card, CardContent } from "@/ui/primitives/card";
import { Input } from "@/ui/primitives/input";
import { StatusBadge } from "@/ui/primitives/status-badge";
import { toast } from "@/ui/primitives/toast";
import { type InviteInput, inviteInput } from "../schemas";
import { RoleSelect } from "./role-select";

/** Invite people, and follow the invitations that wait for an answer. */
export function InvitationsPanel({ own, zone }: { own: Role; zone: string }) {
  const t = useTranslations("settings.members");
  const [invitations] = api.workspaces.invitations.useSuspenseQuery();
  return (
    <Section title={t("invite.heading")} description={t("invite.description")}>
      <Card>
        <CardContent>
          <InviteForm own={own} />
        </CardContent>
        {invitations.length > 0 && (
          <ul className="divide-y divide-line border-t border-line">
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} zone={zone} />
            ))}
          </ul>
        )}
      </Card>
    </Section>
  );
}

function InviteForm({ own }: { own: Role }) {
  const t = useTranslations("settings.members.invite");
  const utils = api.useUtils();
  const empty: InviteInput = { email: "", role: "editor" };
  const invite = api.workspaces.invite.useMutation();
  const form = useSchemaForm({ schema: inviteInput, defaultValues: empty });
  return (
    <Form
      form={form}
      className="sm:grid-cols-[1fr_12rem_auto] sm:items-start"
      onSubmit={async (values) => {
        await invite.mutateAsync(values);
        form.reset({ ...empty, role: values.role });
        await utils.workspaces.invitations.invalidate();
        toast.success(t("sent", { email: values.email }));
      }}
    >
      <FormField control={form.control} name="email" label={t("email")} required>
        {(field) => <Input type="email" inputMode="email" autoComplete="off" {...field} />}
      </FormField>
      <FormField control={form.control} name="role" label={t("role")} required>
        {({ onChange, ref: _ref, ...field }) => <RoleSelect own={own} {...field} onValueChange={onChange} />}
      </FormField>
      <SubmitButton className="sm:mt-[1.65rem]">{t("submit")}</SubmitButton>
    </Form>
  );
}

type Invitation = RouterOutputs["workspaces"]["invitations"][number];

function InvitationRow({ invitation, zone }: { invitation: Invitation; zone: string }) {
  const t = useTranslations("settings.members.invite");
  const roles = useTranslations("workspaces.role");
  const [format, message, utils] = [useFormat(), useErrorMessage(), api.useUtils()];
  const settled = {
    onError: (error: unknown) => void toast.error(message(error)),
    onSettled: () => utils.workspaces.invitations.invalidate(),
  };
  const resend = api.workspaces.resendInvitation.useMutation({
    ...settled,
    onSuccess: () => void toast.success(t("sent", { email: invitation.email })),
  });
  const cancel = api.workspaces.cancelInvitation.useMutation(settled);
  const { id: invitationId, email, expiresAt, role, state } = invitation;
  const expired = state === "expired";
  return (
    <li className="flex flex-wrap items-center gap-3 px-5 py-3 text-sm">
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{email}</p>
        <p className="text-ink-subtle">
          {t(expired ? "expiredOn" : "until", {
            role: roles(role),
            date: format.instant(expiresAt, zone, "date"),
          })}
        </p>
      </div>
      <StatusBadge kind={expired ? "late" : "planned"}>{t(expired ? "expired" : "pending")}</StatusBadge>
      <Button
        size="sm"
        aria-label={t("resendTo", { email })}
        loading={resend.isPending}
        onClick={() => resend.mutate({ invitationId })}
      >
        {t("resend")}
      </Button>
      <Button
        size="sm"
        variant="dangerGhost"
        aria-label={t("cancelFor", { email })}
        loading={cancel.isPending}
        onClick={() => cancel.mutate({ invitationId })}
      >
        {t("cancel")}
      </Button>
    </li>
  );
}
