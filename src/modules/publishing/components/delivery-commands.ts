"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";
import type { DeliveryView } from "../schemas";
import { useNetworkLook } from "./delivery-network";
import { usePostCache } from "./post-cache";

export interface DeliveryCommands {
  retry: () => Promise<void>;
  skip: () => Promise<void>;
  /** Spread all that waited for the channel over its free slots. */
  reflow: () => Promise<void>;
  /** @throws what the server answers, for the dialog that asked. */
  reschedule: (wallTime: string, zone: string) => Promise<void>;
  /** Something is under way: nothing else should be pressed. */
  busy: boolean;
  resolve: (resolution: "send_again" | "give_up") => Promise<void>;
  /** @throws what the server answers, for the form that asked. */
  confirmThere: (url: string | undefined) => Promise<void>;
  /** Say where another delivery of the post stands. @throws what the server answers, for the form that asked. */
  place: (deliveryId: Id<"delivery">, url: string) => Promise<void>;
  remove: () => Promise<void>;
}

const useMutations = () => ({
  retry: api.publishing.retry.useMutation(),
  skip: api.publishing.skip.useMutation(),
  reschedule: api.publishing.rescheduleDelivery.useMutation(),
  reflow: api.queues.reflowHeld.useMutation(),
  resolve: api.publishing.resolve.useMutation(),
  place: api.publishing.place.useMutation(),
  remove: api.publishing.remove.useMutation(),
});

/** Call, and say what came of it; everything that shows posts is read again either way. */
function useAttempt() {
  const message = useErrorMessage();
  const refresh = usePostCache();
  return async <T>(call: Promise<T>, done: (result: T) => string): Promise<void> => {
    try {
      toast.success(done(await call));
    } catch (error) {
      toast.error(message(error));
    }
    refresh();
  };
}

/** What a person can do about one delivery; a refusal is told in words and changes nothing. */
export function useDeliveryCommands(delivery: DeliveryView): DeliveryCommands {
  const { id: deliveryId, channelId, channelName: channel } = delivery;
  const t = useTranslations("publishing.delivery.done");
  const format = useFormat();
  const refresh = usePostCache();
  const attempt = useAttempt();
  const network = useNetworkLook()(delivery.network).name;
  const { retry, skip, reschedule, reflow, resolve, place, remove } = useMutations();
  const one = { deliveryId };
  return {
    retry: () => attempt(retry.mutateAsync(one), () => t("retry", { network })),
    skip: () => attempt(skip.mutateAsync(one), () => t("skip", { network })),
    reflow: () =>
      attempt(reflow.mutateAsync({ channelId }), ({ moved }) => t("reflow", { channel, count: moved })),
    reschedule: async (publishAt, timeZone) => {
      const saved = await reschedule.mutateAsync({ deliveryId, publishAt, timeZone });
      toast.success(t("reschedule", { network, when: format.instant(saved.publishAt, timeZone, "slot") }));
      refresh();
    },
    busy: [retry, skip, reflow].some(({ isPending }) => isPending),
    resolve: (resolution) =>
      attempt(resolve.mutateAsync({ deliveryId, resolution }), () => t(resolution, { network })),
    confirmThere: async (url) => {
      await resolve.mutateAsync({ deliveryId, resolution: "it_is_there", url });
      toast.success(t("it_is_there", { network }));
      refresh();
    },
    place: async (deliveryId, url) => {
      await place.mutateAsync({ deliveryId, url });
      toast.success(t("place", { network }));
      refresh();
    },
    remove: () => attempt(remove.mutateAsync(one), () => t("remove", { network })),
  };
}
