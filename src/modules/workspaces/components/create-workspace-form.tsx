"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { createWorkspaceInput } from "../schemas";
import { WorkspaceFields } from "./workspace-fields";

/** Make a workspace; zone and language are those of the browser until somebody says otherwise. */
export function CreateWorkspaceForm() {
  const t = useTranslations("workspaces.create");
  const locale = useLocale();
  const create = api.workspaces.create.useMutation();
  const form = useSchemaForm({
    schema: createWorkspaceInput,
    defaultValues: { name: "", timeZone: "UTC", locale },
  });
  // The server does not know the browser's zone; reading it while drawing would differ between the two.
  useEffect(() => {
    if (!form.formState.dirtyFields.timeZone)
      form.setValue("timeZone", Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  }, [form]);
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const { slug } = await create.mutateAsync(values);
        window.location.assign(`/${slug}`);
      }}
    >
      <WorkspaceFields control={form.control} />
      <SubmitButton size="lg" block>
        {t("submit")}
      </SubmitButton>
    </Form>
  );
}
