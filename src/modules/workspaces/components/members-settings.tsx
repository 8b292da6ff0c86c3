"use client";

import { UserMinus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Role } from "@/kernel/permissions";
import { api, type RouterOutputs } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Section } from "@/ui/patterns/section";
import { Avatar } from "@/ui/primitives/avatar";
import { Badge } from "@/ui/primitives/badge";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { IconButton } from "@/ui/primitives/icon-button";
import { toast } from "@/ui/primitives/toast";
import { isAtLeast } from "../policy";
import { InvitationsPanel } from "./invitations-panel";
import { RoleSelect } from "./role-select";

type Member = RouterOutputs["workspaces"]["members"][number];

/** Who is in the workspace with which role, and, for managers, who is invited. */
export function MembersSettings() {
  const t = useTranslations("settings.members");
  const [{ role, timeZone }] = api.workspaces.get.useSuspenseQuery();
  const [members] = api.workspaces.members.useSuspenseQuery();
  const manages = role === "owner" || role === "admin";
  return (
    <>
      {manages && role && <InvitationsPanel own={role} zone={timeZone} />}
      <Section title={t("heading")} description={t("count", { count: members.length })}>
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-xs">
          {members.map((member) => (
            <MemberRow key={member.id} member={member} own={manages ? role : null} />
          ))}
        </ul>
      </Section>
    </>
  );
}

/** `own` is the role of a manager; null for everybody else, who only look. */
function MemberRow({ member, own }: { member: Member; own: Role | null }) {
  const t = useTranslations("workspaces.roleName");
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3">
      <Avatar name={member.name} />
      <div className="min-w-0 grow text-sm">
        <p className="truncate font-medium">{member.name}</p>
        <p className="truncate text-ink-subtle">{member.email}</p>
      </div>
      {own && isAtLeast(own, member.role) ? (
        <MemberControls member={member} own={own} />
      ) : (
        <Badge>{t(member.role)}</Badge>
      )}
    </li>
  );
}

function MemberControls({ member, own }: { member: Member; own: Role }) {
  const t = useTranslations("settings.members");
  const roles = useTranslations("workspaces.role");
  const [message, utils] = [useErrorMessage(), api.useUtils()];
  const settled = {
    onError: (error: unknown) => void toast.error(message(error)),
    onSettled: () => utils.workspaces.invalidate(),
  };
  const change = api.workspaces.changeRole.useMutation({
    ...settled,
    onSuccess: ({ role }) => void toast.success(t("roleChanged", { name: member.name, role: roles(role) })),
  });
  const remove = api.workspaces.removeMember.useMutation(settled);
  return (
    <div className="flex items-center gap-1">
      <RoleSelect
        own={own}
        value={change.isPending ? change.variables.role : member.role}
        disabled={change.isPending}
        aria-label={t("roleOf", { name: member.name })}
        className="w-44"
        onValueChange={(role) => change.mutate({ memberId: member.id, role })}
      />
      <ConfirmDialog
        trigger={
          <IconButton label={t("removeNamed", { name: member.name })} tooltip={false}>
            <UserMinus aria-hidden />
          </IconButton>
        }
        title={t("removeTitle", { name: member.name })}
        description={t("removeDescription")}
        confirmLabel={t("remove")}
        tone="danger"
        onConfirm={() => remove.mutateAsync({ memberId: member.id })}
      />
    </div>
  );
}
