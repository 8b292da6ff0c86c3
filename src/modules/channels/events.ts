import { z } from "zod";
import { idOf } from "@/kernel/ids";

const channelEvent = z.object({ channelId: idOf("channel") });

/** What the module tells the rest of the product; the payload names the channel and nothing else. */
export const channelConnected = { name: "channel.connected", schema: channelEvent } as const;
/** New credentials for an account that was known: what waited for it may go on. */
export const channelReconnected = { name: "channel.reconnected", schema: channelEvent } as const;
/** The network refuses the credentials for good: what is due waits. */
export const channelBroken = { name: "channel.broken", schema: channelEvent } as const;
export const channelDisconnected = { name: "channel.disconnected", schema: channelEvent } as const;

/** Asks Publify itself to look whether a channel still works, and to read its limits anew. */
export const channelCheckRequested = {
  name: "channel.check_requested",
  schema: channelEvent.extend({ network: z.string() }),
} as const;
