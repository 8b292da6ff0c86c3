"use client";

import { useMemo } from "react";
import { NetworkIcon } from "@/modules/channels/components/network-icon";
import type { NetworkView } from "@/modules/channels/schemas";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";

type NetworkLook = Pick<NetworkView, "name" | "icon" | "guarantee">;

/** What stands in until the networks are known, and for one that this build does not know. */
const PLAIN_ICON = { path: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", color: "#5b6472" };

/** Name, sign and guarantee of a network by its key. */
export function useNetworkLook(): (network: string) => NetworkLook {
  const { data } = api.channels.networks.useQuery({}, { staleTime: Number.POSITIVE_INFINITY });
  return useMemo(() => {
    const byKey = new Map(data?.items.map((network) => [network.key, network]));
    return (network) => byKey.get(network) ?? { name: network, icon: PLAIN_ICON, guarantee: "at_most_once" };
  }, [data]);
}

export interface NetworkMarkProps {
  network: string;
  /** Read out when no name stands beside it. */
  label?: string;
  className?: string;
}

/** The small sign of a network. */
export function NetworkMark({ network, label, className }: NetworkMarkProps) {
  const look = useNetworkLook();
  return (
    <NetworkIcon icon={look(network).icon} label={label} className={cn("size-5 rounded-sm", className)} />
  );
}
