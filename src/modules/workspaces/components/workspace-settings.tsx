"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { can, type Role } from "@/kernel/permissions";
import { api, type RouterOutputs } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Section } from "@/ui/patterns/section";
import { Button } from "@/ui/primitives/button";
import { Card, CardContent } from "@/ui/primitives/card";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { toast } from "@/ui/primitives/toast";
import { updateWorkspaceInput } from "../schemas";
import { WorkspaceFields } from "./workspace-fields";

type Workspace = RouterOutputs["workspaces"]["get"];

/** Tell whether a role may do something, for what the page offers; the server decides. */
const roleCan = (role: Role | null, permission: Parameters<typeof can>[1]): boolean =>
  role !== null && can({ actor: { type: "user", userId: "user_", role } }, permission);

/** Name, zone and language of the workspace, and the ways out of it. */
export function WorkspaceSettings() {
  const t = useTranslations("settings.workspace");
  const [workspace] = api.workspaces.get.useSuspenseQuery();
  return (
    <>
      <Section title={t("general")}>
        <Card>
          <CardContent>
            <WorkspaceForm workspace={workspace} editable={roleCan(workspace.role, "workspace.update")} />
          </CardContent>
        </Card>
      </Section>
      <WaysOut workspace={workspace} />
    </>
  );
}

function WorkspaceForm({ workspace, editable }: { workspace: Workspace; editable: boolean }) {
  const t = useTranslations("settings.workspace");
  const [router, utils] = [useRouter(), api.useUtils()];
  const update = api.workspaces.update.useMutation();
  const { name, timeZone, locale } = workspace;
  const form = useSchemaForm({ schema: updateWorkspaceInput, defaultValues: { name, timeZone, locale } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await update.mutateAsync(values);
        await utils.workspaces.invalidate();
        router.refresh();
        toast.success(t("saved"));
      }}
    >
      <WorkspaceFields control={form.control} disabled={!editable} />
      {editable ? (
        <div>
          <SubmitButton>{t("save")}</SubmitButton>
        </div>
      ) : (
        <p className="text-sm text-ink-muted">{t("readOnly")}</p>
      )}
    </Form>
  );
}

function WaysOut({ workspace }: { workspace: Workspace }) {
  const t = useTranslations("settings.workspace");
  const message = useErrorMessage();
  const gone = () => window.location.assign("/start");
  const leave = api.workspaces.leave.useMutation({
    onError: (error) => toast.error(message(error)),
    onSuccess: gone,
  });
  const remove = api.workspaces.delete.useMutation({
    onError: (error) => toast.error(message(error)),
    onSuccess: gone,
  });
  return (
    <Section title={t("leaving")}>
      <Card className="divide-y divide-line">
        <CardContent className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-md text-sm text-ink-muted">{t("leaveText")}</p>
          <ConfirmDialog
            trigger={<Button>{t("leave")}</Button>}
            title={t("leaveTitle", { name: workspace.name })}
            description={t("leaveDescription")}
            confirmLabel={t("leave")}
            tone="danger"
            onConfirm={() => leave.mutateAsync()}
          />
        </CardContent>
        {roleCan(workspace.role, "workspace.delete") && (
          <CardContent className="flex flex-wrap items-center justify-between gap-3">
            <p className="max-w-md text-sm text-ink-muted">{t("deleteText")}</p>
            <ConfirmDialog
              trigger={<Button variant="dangerGhost">{t("delete")}</Button>}
              title={t("deleteTitle", { name: workspace.name })}
              description={t("deleteDescription")}
              confirmLabel={t("delete")}
              tone="danger"
              typedWord={workspace.slug}
              onConfirm={() => remove.mutateAsync({ confirmation: workspace.slug })}
            />
          </CardContent>
        )}
      </Card>
    </Section>
  );
}
