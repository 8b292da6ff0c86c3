import "server-only";
import { and, eq } from "drizzle-orm";
import { emit } from "@/db/outbox";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { inOwnWords } from "@/kernel/own-words";
import { authorise } from "@/kernel/permissions";
import { record } from "@/modules/audit/commands";
import type { Network, TestResult, Tools } from "@/networks/contract";
import { log } from "@/platform/log";
import { channelReconnected } from "../events";
import { channelViewOf } from "../queries";
import type { ChannelIdInput, ChannelTest } from "../schemas";
import { channels } from "../tables";
import { breakWithin } from "./break";
import { connectTimeoutMs } from "./connect";
import { type Freshened, freshenAccount } from "./freshen";
import { liveOutside, lockChannel, requireNetwork } from "./load";

/**
 * Ask the network whether the account still works, and read its limits anew. Refused credentials break the channel,
 * a channel that proves to work is active again, and a network that does not answer changes nothing.
 * @throws DomainError CONFLICT `channel.disconnected`.
 */
export async function testChannel(
  ctx: Ctx,
  { channelId }: ChannelIdInput,
  outside = liveOutside(),
): Promise<ChannelTest> {
  authorise(ctx, "channel.manage");
  const { row } = await inTransaction(ctx, (tx) => lockChannel(tx, channelId));
  if (row.state === "disconnected")
    throw new DomainError(
      "CONFLICT",
      "channel.disconnected",
      "The channel is disconnected: connect it again",
    );
  const network = requireNetwork(outside, row.network);
  const target = { tenantId: ctx.tenantId, channelId };
  const tools = {
    http: outside.http,
    now: ctx.clock.now(),
    signal: AbortSignal.timeout(connectTimeoutMs),
  };
  const freshen = (force: boolean) => freshenAccount(target, tools, { force, network });
  let result = await testWith(await readable(freshen(false)), network, tools);
  // Refused although not ended: some servers end sessions early, and renewing is all it takes.
  if (result.status === "auth" && network.refresh)
    result = await testWith(await readable(freshen(true)), network, tools);
  return inTransaction(ctx, (tx) => settle(tx, channelId, network, result));
}

/** Credentials that no key opens any more are as good as refused: a person has to give them again. */
const readable = (freshened: Promise<Freshened>): Promise<Freshened> =>
  freshened.catch((error: unknown) => {
    if (error instanceof DomainError && error.reason === "secret.unreadable")
      return { status: "broken", detail: error.message };
    throw error;
  });

async function testWith(freshened: Freshened, network: Network, tools: Tools): Promise<TestResult> {
  if (freshened.status === "broken") return { status: "auth", detail: freshened.detail };
  if (freshened.status === "transient") return { status: "unreachable", detail: freshened.detail };
  try {
    return await network.test(freshened.account, tools);
  } catch (error) {
    log().error({ error, network: network.key }, "testing a channel threw");
    return { status: "unreachable", detail: inOwnWords("unreadable") };
  }
}

async function settle(
  tx: TxCtx,
  channelId: Id<"channel">,
  network: Network,
  result: TestResult,
): Promise<ChannelTest> {
  const detail = result.status === "ok" ? null : result.detail;
  if (result.status === "auth") await breakWithin(tx, channelId, result.detail);
  if (result.status === "ok") await confirm(tx, channelId, result);
  await record(tx, "channel.tested", { targetId: channelId, data: { status: result.status } });
  const { row } = await lockChannel(tx, channelId);
  return { status: result.status, detail, channel: channelViewOf(row, network) };
}

async function confirm(
  tx: TxCtx,
  channelId: Id<"channel">,
  { capabilities }: Extract<TestResult, { status: "ok" }>,
): Promise<void> {
  const { row } = await lockChannel(tx, channelId);
  if (row.state === "disconnected") return;
  const now = tx.clock.now();
  await tx.db
    .update(channels)
    .set({
      state: "active",
      problem: null,
      checkedAt: now,
      updatedAt: now,
      // A server that tells no limits this time has not taken back the ones that it told.
      ...(capabilities ? { capabilities } : {}),
    })
    .where(and(eq(channels.tenantId, tx.tenantId), eq(channels.id, channelId)));
  if (row.state !== "broken") return;
  await record(tx, channelReconnected.name, { targetId: channelId, data: { network: row.network } });
  await emit(tx, { name: channelReconnected.name, data: { channelId } });
}
