"use client";

import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Input } from "@/ui/primitives/input";
import { toast } from "@/ui/primitives/toast";
import { type ChannelView, renameChannelInput } from "../schemas";

export interface RenameDialogProps {
  channel: ChannelView;
  open: boolean;
  onClose: () => void;
}

/** Give a channel the name that this workspace calls it by. */
export function RenameDialog({ channel, open, onClose }: RenameDialogProps) {
  const t = useTranslations("channels.rename");
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={t("title")} size="sm">
        <RenameForm channel={channel} onClose={onClose} />
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({ channel, onClose }: Omit<RenameDialogProps, "open">) {
  const t = useTranslations("channels.rename");
  const cache = api.useUtils();
  const rename = api.channels.rename.useMutation({
    onSuccess: async ({ name }) => {
      await cache.channels.list.invalidate();
      toast.success(t("done", { name }));
      onClose();
    },
  });
  const form = useSchemaForm({
    schema: renameChannelInput,
    defaultValues: { channelId: channel.id, name: channel.name },
  });
  return (
    <Form form={form} onSubmit={(values) => rename.mutateAsync(values)}>
      <FormField control={form.control} name="name" label={t("label")} hint={t("hint")} required>
        {(field) => <Input autoComplete="off" {...field} />}
      </FormField>
      <SubmitButton>{t("submit")}</SubmitButton>
    </Form>
  );
}
