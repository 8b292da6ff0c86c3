"use client";

import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent } from "@/ui/primitives/dialog";
import { toast } from "@/ui/primitives/toast";
import type { ChannelView, Connected, NetworkView } from "../schemas";
import { ConnectForm } from "./connect-form";
import { NetworkGallery } from "./network-gallery";
import { RevealedOnce } from "./revealed-once";
import { useNetworkWords } from "./use-network-words";

export interface ConnectDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  networks: readonly NetworkView[];
  /** Reconnect this channel, in place of choosing a network. */
  channel?: ChannelView;
}

/** Choose a network, give what it asks for, copy what it made: one window, drawn from the networks' declarations. */
export function ConnectDialog({ open, onOpenChange, networks, channel }: ConnectDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open && <ConnectSteps networks={networks} channel={channel} close={() => onOpenChange(false)} />}
    </Dialog>
  );
}

type ConnectStepsProps = Pick<ConnectDialogProps, "networks" | "channel"> & { close: () => void };

function ConnectSteps({ networks, channel, close }: ConnectStepsProps) {
  const t = useTranslations("channels");
  const cache = api.useUtils();
  const offered = networks.filter(({ connect }) => connect.type !== "none");
  const [chosen, setChosen] = useState<NetworkView | undefined>(
    channel && offered.find(({ key }) => key === channel.network),
  );
  const [result, setResult] = useState<Connected>();
  const words = useNetworkWords();
  const finish = (connected: Connected): void => {
    void cache.channels.list.invalidate();
    toast.success(t(`result.${connected.outcome}`, { name: connected.channel.name }));
    if (Object.keys(connected.reveal).length === 0) return close();
    setResult(connected);
  };
  if (result)
    return (
      <DialogContent
        title={t("connect.title", { network: result.channel.networkName })}
        // What is shown once must not vanish with a stray press beside the window.
        onInteractOutside={(event) => event.preventDefault()}
        onEscapeKeyDown={(event) => event.preventDefault()}
      >
        <RevealedOnce network={result.channel.network} values={result.reveal} onDone={close} />
      </DialogContent>
    );
  if (!chosen)
    return (
      <DialogContent title={t("gallery.title")} description={t("gallery.description")}>
        <NetworkGallery networks={offered} onChoose={setChosen} />
      </DialogContent>
    );
  const title = channel
    ? t("connect.reconnectTitle", { name: channel.name })
    : t("connect.title", { network: chosen.name });
  const description = channel
    ? t("connect.reconnectDescription", { handle: channel.handle })
    : words(chosen.key).description;
  return (
    <DialogContent title={title} description={description}>
      <ConnectForm key={chosen.key} network={chosen} channel={channel} onConnected={finish} />
      {!channel && (
        <Button variant="ghost" className="mt-3" onClick={() => setChosen(undefined)}>
          <ArrowLeft aria-hidden />
          {t("connect.back")}
        </Button>
      )}
    </DialogContent>
  );
}
