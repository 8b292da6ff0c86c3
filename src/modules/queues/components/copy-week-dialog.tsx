"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Id } from "@/kernel/ids";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import type { ChannelView } from "@/modules/channels/schemas";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Button } from "@/ui/primitives/button";
import { CheckboxField, SwitchField } from "@/ui/primitives/checkbox-field";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { toast } from "@/ui/primitives/toast";
import { useQueueRefresh } from "./use-queue-commands";

export interface CopyWeekDialogProps {
  channel: ChannelView;
  others: readonly ChannelView[];
  onClose: () => void;
}

/** Give other channels the week of this one. */
export function CopyWeekDialog({ channel, others, onClose }: CopyWeekDialogProps) {
  const t = useTranslations("queues.copy");
  const message = useErrorMessage();
  const refresh = useQueueRefresh();
  const copy = api.queues.copySlots.useMutation();
  const [chosen, setChosen] = useState<readonly Id<"channel">[]>([]);
  const [reflow, setReflow] = useState(true);
  const submit = async (): Promise<void> => {
    try {
      await copy.mutateAsync({ channelId: channel.id, toChannelIds: [...chosen], reflow });
      toast.success(t("done", { count: chosen.length }));
      onClose();
      await refresh();
    } catch (error) {
      toast.error(message(error));
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={t("title", { channel: channel.name })}
        description={t("description")}
        footer={
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button
              variant="primary"
              disabled={chosen.length === 0}
              loading={copy.isPending}
              onClick={() => void submit()}
            >
              {t("submit", { count: chosen.length })}
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          <div role="group" aria-label={t("channels")} className="grid max-h-72 gap-3 overflow-y-auto py-1">
            {others.map((other) => (
              <CheckboxField
                key={other.id}
                label={
                  <span className="inline-flex items-center gap-2">
                    <NetworkIcon icon={other.icon} className="size-5 rounded-sm" />
                    {other.name}
                  </span>
                }
                checked={chosen.includes(other.id)}
                onCheckedChange={(checked) =>
                  setChosen(checked === true ? [...chosen, other.id] : chosen.filter((id) => id !== other.id))
                }
              />
            ))}
          </div>
          <SwitchField
            label={t("reflow")}
            hint={t("reflowHint")}
            checked={reflow}
            onCheckedChange={setReflow}
          />
        </div>
      </DialogContent>
    </Dialog>
  );
}
