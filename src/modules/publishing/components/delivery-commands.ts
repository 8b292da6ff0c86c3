"use client";

import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";
import type { DeliveryView } from "../schemas";
import { useNetworkLook } from "./delivery-network";
import { usePostCache } from "./post-cache";

export interface DeliveryCommands {
  retry: () => Promise<void>;
  retrying: boolean;
  resolve: (resolution: "send_again" | "give_up") => Promise<void>;
  /** @throws what the server answers, for the form that asked. */
  confirmThere: (url: string | undefined) => Promise<void>;
  remove: () => Promise<void>;
}

/** What a person can do about one delivery; a refusal is told in words and changes nothing. */
export function useDeliveryCommands({ id: deliveryId, network: key }: DeliveryView): DeliveryCommands {
  const t = useTranslations("publishing.delivery.done");
  const message = useErrorMessage();
  const refresh = usePostCache();
  const network = useNetworkLook()(key).name;
  const retry = api.publishing.retry.useMutation();
  const resolve = api.publishing.resolve.useMutation();
  const remove = api.publishing.remove.useMutation();
  const attempt = async (call: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await call();
      toast.success(done);
    } catch (error) {
      toast.error(message(error));
    }
    refresh();
  };
  return {
    retry: () => attempt(() => retry.mutateAsync({ deliveryId }), t("retry", { network })),
    retrying: retry.isPending,
    resolve: (resolution) =>
      attempt(() => resolve.mutateAsync({ deliveryId, resolution }), t(resolution, { network })),
    confirmThere: async (url) => {
      await resolve.mutateAsync({ deliveryId, resolution: "it_is_there", url });
      toast.success(t("it_is_there", { network }));
      refresh();
    },
    remove: () => attempt(() => remove.mutateAsync({ deliveryId }), t("remove", { network })),
  };
}
