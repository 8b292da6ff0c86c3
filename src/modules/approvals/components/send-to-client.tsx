"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { z } from "zod";
import { LOCALE_NAMES, LOCALES } from "@/i18n/locales";
import type { Id } from "@/kernel/ids";
import { api, type RouterOutputs } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { CopyField } from "@/ui/patterns/copy-field";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Input } from "@/ui/primitives/input";
import { Select } from "@/ui/primitives/select";
import { createReviewInput, reviewDaysDefault } from "../schemas";
import { useApprovalCache } from "./use-approval";

interface SendToClientProps {
  postIds: readonly Id<"post">[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Give a client a link to these posts: the mail goes at once, and the address can be copied this once. */
export function SendToClient({ postIds, open, onOpenChange }: SendToClientProps) {
  const t = useTranslations("approvals.link");
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={t("title")} description={t("description")}>
        <SendForm postIds={postIds} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

type Created = RouterOutputs["approvals"]["createLink"] & { email: string };
const formInput = createReviewInput.omit({ postIds: true }).extend({ locale: z.enum(LOCALES) });
const DAYS = [7, reviewDaysDefault, 30, 90] as const;

function SendForm({ postIds, onDone }: { postIds: readonly Id<"post">[]; onDone: () => void }) {
  const [created, setCreated] = useState<Created | null>(null);
  return created ? (
    <Sent created={created} onDone={onDone} />
  ) : (
    <LinkForm postIds={postIds} onCreated={setCreated} />
  );
}

interface LinkFormProps {
  postIds: readonly Id<"post">[];
  onCreated: (created: Created) => void;
}

function LinkForm({ postIds, onCreated }: LinkFormProps) {
  const t = useTranslations("approvals.link");
  const locale = useLocale();
  const refresh = useApprovalCache();
  const create = api.approvals.createLink.useMutation();
  const form = useSchemaForm({
    schema: formInput,
    defaultValues: { email: "", name: "", locale, expiresInDays: reviewDaysDefault },
  });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const created = await create.mutateAsync({ ...values, postIds: [...postIds] });
        onCreated({ ...created, email: values.email });
        await refresh(null);
      }}
    >
      <FormField control={form.control} name="name" label={t("name")} hint={t("nameHint")} required>
        {(field) => <Input autoComplete="off" {...field} />}
      </FormField>
      <FormField control={form.control} name="email" label={t("email")} required>
        {(field) => <Input type="email" inputMode="email" autoComplete="off" {...field} />}
      </FormField>
      <div className="grid gap-5 sm:grid-cols-2">
        <FormField control={form.control} name="locale" label={t("locale")}>
          {({ onChange, ref: _ref, ...field }) => (
            <Select
              {...field}
              onValueChange={onChange}
              options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
            />
          )}
        </FormField>
        <FormField control={form.control} name="expiresInDays" label={t("days")}>
          {({ value, onChange, ref: _ref, ...field }) => (
            <Select
              {...field}
              value={String(value)}
              onValueChange={(days) => onChange(Number(days))}
              options={DAYS.map((days) => ({ value: String(days), label: t("daysOf", { count: days }) }))}
            />
          )}
        </FormField>
      </div>
      <SubmitButton>{t("submit")}</SubmitButton>
    </Form>
  );
}

function Sent({ created: { url, email }, onDone }: { created: Created; onDone: () => void }) {
  const t = useTranslations("approvals.link");
  return (
    <div className="grid gap-5">
      <Banner live tone="success" title={t("created", { email })}>
        {t("createdHint")}
      </Banner>
      <CopyField label={t("address")} value={url} />
      <Button variant="primary" size="lg" block onClick={onDone}>
        {t("done")}
      </Button>
    </div>
  );
}
