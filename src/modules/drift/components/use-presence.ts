"use client";

import { useTranslations } from "next-intl";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { toast } from "@/ui/primitives/toast";
import type { PresenceView } from "../schemas";

export interface PresenceCommands {
  presence: PresenceView | undefined;
  look: () => Promise<void>;
  looking: boolean;
  accept: () => Promise<void>;
  accepting: boolean;
  /** @throws what the server answers, for the form that asked. */
  edit: (text: string) => Promise<void>;
}

/** How a delivery stands on its network, and what can be done about it. */
export function usePresence(deliveryId: PresenceView["deliveryId"], network: string): PresenceCommands {
  const t = useTranslations("drift");
  const message = useErrorMessage();
  const cache = api.useUtils();
  const { data: presence } = api.drift.get.useQuery({ deliveryId });
  const look = api.drift.look.useMutation();
  const accept = api.drift.accept.useMutation();
  const edit = api.drift.edit.useMutation();
  const show = (changed: PresenceView) => {
    cache.drift.get.setData({ deliveryId }, changed);
    void cache.drift.list.invalidate();
  };
  const attempt = async (call: () => Promise<PresenceView>, done: (seen: PresenceView) => string | null) => {
    try {
      const seen = await call();
      show(seen);
      const words = done(seen);
      if (words) toast.success(words);
    } catch (error) {
      toast.error(message(error));
    }
  };
  return {
    presence,
    look: () =>
      attempt(
        () => look.mutateAsync({ deliveryId }),
        ({ state, detail }) => (state === "intact" && !detail ? t("intactDone", { network }) : null),
      ),
    looking: look.isPending,
    accept: () =>
      attempt(
        () => accept.mutateAsync({ deliveryId }),
        () => t("acceptDone"),
      ),
    accepting: accept.isPending,
    edit: async (text) => {
      show(await edit.mutateAsync({ deliveryId, text }));
      void cache.publishing.get.invalidate();
      void cache.planning.invalidate();
      toast.success(t("editDone", { network }));
    },
  };
}
