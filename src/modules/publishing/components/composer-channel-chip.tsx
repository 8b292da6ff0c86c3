"use client";

import { Check, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import type { ChannelView } from "@/modules/channels/schemas";
import { cn } from "@/ui/cn";
import { Avatar } from "@/ui/primitives/avatar";

/** The picture of a channel with the sign of its network at its corner. */
export const ChannelMark = ({ channel, size = "sm" }: { channel: ChannelView; size?: "sm" | "md" }) =>
  channel.avatarUrl ? (
    <span className="relative inline-flex shrink-0">
      <Avatar name={channel.name} src={channel.avatarUrl} size={size} />
      <NetworkIcon
        icon={channel.icon}
        className="-right-1 -bottom-1 absolute size-3.5 rounded-sm ring-2 ring-surface"
      />
    </span>
  ) : (
    <NetworkIcon icon={channel.icon} className={size === "sm" ? "size-6 rounded-md" : "size-9"} />
  );

interface ChannelChipProps {
  channel: ChannelView;
  id: string;
  chosen: boolean;
  disabled: boolean;
  onChange: (chosen: boolean) => void;
}

/** One channel that a post can go to: pressed when it does. */
export function ChannelChip({ channel, id, chosen, disabled, onChange }: ChannelChipProps) {
  const t = useTranslations("composer.channels");
  const { name, networkName, state } = channel;
  return (
    <button
      type="button"
      id={id}
      aria-pressed={chosen}
      disabled={disabled}
      title={channel.handle}
      onClick={() => onChange(!chosen)}
      className={cn(
        "inline-flex h-10 max-w-full items-center gap-2 rounded-full border py-1 pr-3.5 pl-1.5 text-sm transition-colors pointer-coarse:h-11",
        chosen
          ? "border-accent bg-accent-soft font-medium text-accent-ink"
          : "border-line-strong/60 bg-surface text-ink-muted hover:border-line-strong hover:text-ink",
        "disabled:cursor-not-allowed disabled:opacity-60",
      )}
    >
      <ChannelMark channel={channel} />
      <span className="min-w-0 truncate">{name}</span>
      <span className="sr-only">{networkName}</span>
      {state !== "active" && (
        <TriangleAlert role="img" aria-label={t(`state.${state}`)} className="size-4 text-warning-ink" />
      )}
      {chosen && state === "active" && <Check aria-hidden className="size-4" />}
    </button>
  );
}
