"use client";

import { Ellipsis, PlugZap, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { useOwnWords } from "@/ui/forms/use-own-words";
import { Button } from "@/ui/primitives/button";
import { ConfirmDialog } from "@/ui/primitives/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/ui/primitives/dropdown-menu";
import { IconButton } from "@/ui/primitives/icon-button";
import { toast } from "@/ui/primitives/toast";
import type { ChannelView, NetworkView } from "../schemas";
import { ConnectDialog } from "./connect-dialog";
import { RenameDialog } from "./rename-dialog";

export interface ChannelActionsProps {
  channel: ChannelView;
  networks: readonly NetworkView[];
}

/** What a manager can do with a channel. */
export function ChannelActions({ channel, networks }: ChannelActionsProps) {
  const t = useTranslations("channels.actions");
  const [reconnecting, setReconnecting] = useState(false);
  const builtIn = networks.find(({ key }) => key === channel.network)?.connect.type === "none";
  const broken = channel.state !== "active";
  return (
    <div className="flex flex-wrap items-center gap-2">
      {channel.state !== "disconnected" && <TestButton channel={channel} />}
      {!builtIn && broken && (
        <Button
          size="sm"
          variant={channel.state === "broken" ? "primary" : "secondary"}
          aria-label={t("reconnectOf", { name: channel.name })}
          onClick={() => setReconnecting(true)}
        >
          <RotateCw aria-hidden />
          {t("reconnect")}
        </Button>
      )}
      <MoreActions
        channel={channel}
        builtIn={builtIn}
        onReconnect={!builtIn && !broken ? () => setReconnecting(true) : undefined}
      />
      <ConnectDialog
        open={reconnecting}
        onOpenChange={setReconnecting}
        networks={networks}
        channel={channel}
      />
    </div>
  );
}

function TestButton({ channel }: { channel: ChannelView }) {
  const t = useTranslations("channels");
  const message = useErrorMessage();
  const ownWords = useOwnWords();
  const cache = api.useUtils();
  const test = api.channels.test.useMutation({
    onSuccess: ({ status, detail }) => {
      const sentence = t(`test.${status}`, { name: channel.name });
      if (status === "ok") toast.success(sentence);
      else toast.error(sentence, { description: (detail && ownWords(detail)) ?? detail ?? undefined });
    },
    onError: (error) => toast.error(message(error)),
    onSettled: () => cache.channels.list.invalidate(),
  });
  return (
    <Button
      size="sm"
      loading={test.isPending}
      aria-label={t("actions.testOf", { name: channel.name })}
      onClick={() => test.mutate({ channelId: channel.id })}
    >
      <PlugZap aria-hidden />
      {t("actions.test")}
    </Button>
  );
}

interface MoreActionsProps {
  channel: ChannelView;
  builtIn: boolean;
  onReconnect?: () => void;
}

function MoreActions({ channel, builtIn, onReconnect }: MoreActionsProps) {
  const t = useTranslations("channels");
  const [open, setOpen] = useState<"rename" | "disconnect" | null>(null);
  const cache = api.useUtils();
  const disconnect = api.channels.disconnect.useMutation({
    onSuccess: () => toast.success(t("disconnect.done", { name: channel.name })),
    onSettled: () => cache.channels.list.invalidate(),
  });
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton size="sm" tooltip={false} label={t("actions.more", { name: channel.name })}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {onReconnect && (
            <DropdownMenuItem onSelect={onReconnect}>{t("actions.reconnect")}</DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => setOpen("rename")}>{t("actions.rename")}</DropdownMenuItem>
          {!builtIn && channel.state !== "disconnected" && (
            <DropdownMenuItem tone="danger" onSelect={() => setOpen("disconnect")}>
              {t("actions.disconnect")}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <RenameDialog channel={channel} open={open === "rename"} onClose={() => setOpen(null)} />
      <ConfirmDialog
        open={open === "disconnect"}
        onOpenChange={(next) => setOpen(next ? "disconnect" : null)}
        title={t("disconnect.title", { name: channel.name })}
        description={t("disconnect.description")}
        confirmLabel={t("disconnect.confirm")}
        onConfirm={() => disconnect.mutateAsync({ channelId: channel.id })}
      />
    </>
  );
}
