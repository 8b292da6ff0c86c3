import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { inOwnWords } from "@/kernel/own-words";
import { authorise } from "@/kernel/permissions";
import { secondMs } from "@/kernel/time";
import type { ConnectResult, Network } from "@/networks/contract";
import { log } from "@/platform/log";
import { checkedValues, refusalError } from "../policy";
import type { ConnectChannelInput, Connected } from "../schemas";
import { liveOutside, lockChannel, requireNetwork } from "./load";
import { saveAccount } from "./save";

/** Longest that all calls of one connection may take; the person is watching. */
export const connectTimeoutMs = 30 * secondMs;

/**
 * Connect an account with what its network's form asks for; the same account again is a reconnection.
 * The network is asked first, outside any transaction; nothing is written when it refuses.
 * @throws DomainError with the network's refusal (`channel.connect_…`) on the field at fault.
 */
export async function connectChannel(
  ctx: Ctx,
  input: ConnectChannelInput,
  outside = liveOutside(),
): Promise<Connected> {
  authorise(ctx, "channel.manage");
  const network = requireNetwork(outside, input.network);
  const { connect } = network;
  if (connect.type !== "form")
    throw new DomainError(
      "CONFLICT",
      connect.type === "none" ? "channel.built_in" : "channel.needs_browser",
      connect.type === "none"
        ? `${network.name} is built in: every workspace has it`
        : `${network.name} is connected in the browser, from the channels page`,
      { field: "network" },
    );
  const values = checkedValues(connect.fields, input.values);
  const channelId = input.channelId ?? null;
  // Before the call: a person must not hand over a password for a channel that is not theirs.
  if (channelId) await inTransaction(ctx, (tx) => lockChannel(tx, channelId));
  const tools = {
    http: outside.http,
    now: ctx.clock.now(),
    signal: AbortSignal.timeout(connectTimeoutMs),
  };
  const result = await connectGuarded(network, () => connect.connect(values, tools));
  const saved = await inTransaction(ctx, (tx) =>
    saveAccount(tx, { network, account: result.account, channelId }),
  );
  return { ...saved, reveal: result.reveal ?? {} };
}

/** Run a network's connecting code; a refusal becomes an error, and so does code that throws. */
export async function connectGuarded(
  network: Network,
  work: () => Promise<ConnectResult>,
): Promise<Extract<ConnectResult, { status: "connected" }>> {
  const result = await work().catch((error: unknown): ConnectResult => {
    log().error({ error, network: network.key }, "connecting an account threw");
    return { status: "refused", reason: "unreachable", detail: inOwnWords("unreadable") };
  });
  if (result.status === "refused") throw refusalError(result);
  return result;
}
