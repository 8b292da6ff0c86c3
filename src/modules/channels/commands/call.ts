import "server-only";
import { inSystemTransaction } from "@/db/tx";
import { inOwnWords } from "@/kernel/own-words";
import type { Account, Capabilities, Network, Tools } from "@/networks/contract";
import { openAccounts } from "../queries";
import { freshenAccount } from "./freshen";
import type { ChannelTarget } from "./load";

/** Why an account could not be used, in the words that a network would use itself. */
export type Unusable =
  | { status: "auth"; detail: string }
  | { status: "unavailable"; detail: string; afterMs: number | null };

/**
 * Make a call with a channel's account: its credentials renewed where they have ended, and once more where the network
 * refuses them although they have not. Never for a call that may create something: it may be made twice.
 */
export async function callWithAccount<T extends { status: string }>(
  target: ChannelTarget,
  network: Network,
  tools: Tools,
  call: (account: Account, limits: Capabilities) => Promise<T>,
): Promise<T | Unusable> {
  const accounts = await inSystemTransaction((db) => openAccounts(db, [target.channelId]));
  const open = accounts.get(target.channelId);
  if (open?.tenantId !== target.tenantId || open.state !== "active")
    return { status: "auth", detail: inOwnWords("not_connected") };
  const limits = open.capabilities ?? network.capabilities;
  const attempt = async (force: boolean): Promise<T | Unusable> => {
    const fresh = await freshenAccount(target, tools, { force, network });
    if (fresh.status === "fresh") return call(fresh.account, limits);
    if (fresh.status === "broken") return { status: "auth", detail: fresh.detail };
    return { status: "unavailable", detail: fresh.detail, afterMs: fresh.afterMs };
  };
  const first = await attempt(false);
  return first.status === "auth" && network.refresh ? attempt(true) : first;
}
