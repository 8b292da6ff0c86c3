"use client";

import { CircleCheck, OctagonX, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import { api } from "@/trpc/client";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { Input } from "@/ui/primitives/input";
import { ExternalLink } from "@/ui/primitives/link";
import { type DeliveryView, resolveDeliveryInput } from "../schemas";
import type { DeliveryCommands } from "./delivery-commands";
import { candidatesOf } from "./delivery-standing";

export interface DeliveryDecisionProps {
  delivery: DeliveryView;
  networkName: string;
  /** Where the account can be looked at. */
  profileUrl: string | null;
  commands: DeliveryCommands;
  mayDecide: boolean;
}

/** The question that only a person can answer: is it there? With what each answer leads to. */
export function DeliveryDecision(props: DeliveryDecisionProps) {
  const { delivery, networkName: network, profileUrl, commands, mayDecide } = props;
  const t = useTranslations("publishing.delivery.decide");
  const [asked, setAsked] = useState<"there" | "again" | "giveUp" | null>(null);
  const close = () => setAsked(null);
  const actions: ReactNode = mayDecide && (
    <>
      <Button size="sm" variant="primary" onClick={() => setAsked("there")}>
        <CircleCheck aria-hidden />
        {t("there")}
      </Button>
      <Button size="sm" onClick={() => setAsked("again")}>
        <Send aria-hidden />
        {t("again")}
      </Button>
      <Button size="sm" variant="dangerGhost" onClick={() => setAsked("giveUp")}>
        <OctagonX aria-hidden />
        {t("giveUp")}
      </Button>
    </>
  );
  return (
    <Banner tone="warning" title={t("title")} actions={actions}>
      <p>{t("description")}</p>
      {profileUrl && (
        <p className="mt-1">
          <ExternalLink href={profileUrl}>{t("look", { handle: delivery.channelHandle })}</ExternalLink>
        </p>
      )}
      {asked === "there" && (
        <ThereDialog delivery={delivery} network={network} commands={commands} onClose={close} />
      )}
      <ConfirmDialog
        open={asked === "again"}
        onOpenChange={(open) => !open && close()}
        title={t("againTitle", { network })}
        description={t("againDescription")}
        confirmLabel={t("again")}
        onConfirm={() => commands.resolve("send_again")}
      />
      <ConfirmDialog
        open={asked === "giveUp"}
        onOpenChange={(open) => !open && close()}
        title={t("giveUpTitle", { network })}
        description={t("giveUpDescription")}
        confirmLabel={t("giveUp")}
        onConfirm={() => commands.resolve("give_up")}
      />
    </Banner>
  );
}

interface ThereDialogProps {
  delivery: DeliveryView;
  network: string;
  commands: DeliveryCommands;
  onClose: () => void;
}

/** The address may stay empty: not everybody can copy it. */
const thereSchema = z.object({ url: z.literal("").or(resolveDeliveryInput.shape.url.unwrap()) });

function ThereDialog({ delivery, network, commands, onClose }: ThereDialogProps) {
  const t = useTranslations("publishing.delivery.decide");
  const { data } = api.publishing.delivery.useQuery({ deliveryId: delivery.id });
  const candidates = candidatesOf(data?.attempts.map(({ answer }) => answer) ?? []);
  const form = useSchemaForm({ schema: thereSchema, defaultValues: { url: "" } });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("thereTitle", { network })} description={t("thereDescription")} size="sm">
        <Form
          form={form}
          onSubmit={async ({ url }) => {
            await commands.confirmThere(url || undefined);
            onClose();
          }}
        >
          {candidates.length > 0 && (
            <fieldset className="grid gap-1.5">
              <legend className="mb-1 text-sm font-medium">{t("candidates", { network })}</legend>
              {candidates.map((url) => (
                <div key={url} className="flex items-center justify-between gap-2">
                  <ExternalLink href={url} className="min-w-0 break-all text-sm">
                    {url}
                  </ExternalLink>
                  <Button
                    size="sm"
                    aria-label={t("pickOf", { url })}
                    aria-pressed={form.watch("url") === url}
                    onClick={() => form.setValue("url", url, { shouldValidate: true })}
                  >
                    {t("pick")}
                  </Button>
                </div>
              ))}
            </fieldset>
          )}
          <FormField control={form.control} name="url" label={t("url")} hint={t("urlHint")} optional>
            {(field) => <Input type="url" inputMode="url" autoComplete="off" {...field} />}
          </FormField>
          <SubmitButton>{t("there")}</SubmitButton>
        </Form>
      </DialogContent>
    </Dialog>
  );
}
