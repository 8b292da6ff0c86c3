import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { inTransaction, type TxCtx } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { inOwnWords } from "@/kernel/own-words";
import type { Account, Network, RefreshResult, Tools } from "@/networks/contract";
import { log } from "@/platform/log";
import { seal } from "@/platform/secrets";
import { refreshLeaseMs, refreshPauseMs, refreshTimeoutMs, secretPlaceOf, turnOf } from "../policy";
import { accountOf } from "../queries";
import { channelSecrets } from "../tables";
import { breakWithin } from "./break";
import { type ChannelTarget, lockChannel, systemContext } from "./load";

export type Freshened =
  | { status: "fresh"; account: Account }
  /** Not now; the channel stays connected. */
  | { status: "transient"; detail: string; afterMs: number | null }
  /** The grant is gone, and the channel is marked broken. */
  | { status: "broken"; detail: string };

export interface FreshenOptions {
  /** Renew although the credentials have not ended: the network refused them. */
  force: boolean;
  network: Network;
}

interface Lease {
  version: number;
  account: Account;
  expiresAt: Date | null;
}
type Step =
  | { kind: "done"; result: Freshened }
  | { kind: "wait"; version: number; until: Date }
  | { kind: "mine"; lease: Lease };

const waitPauseMaxMs = 400;

/** A clock that starts at the caller's instant, so that virtual time and the time spent waiting add up. */
function clockFrom(start: Date): Clock {
  const zero = performance.now();
  return { now: () => new Date(start.getTime() + performance.now() - zero) };
}

/**
 * Give usable credentials, renewing them when they end or when the network refused them. However many ask, in
 * however many processes, one of them calls the network: it holds a lease on the secrets row, and the others wait
 * for its result. A failure that may pass never changes the channel's state.
 */
export async function freshenAccount(
  target: ChannelTarget,
  tools: Tools,
  options: FreshenOptions,
): Promise<Freshened> {
  const clock = clockFrom(tools.now);
  const ctx = systemContext(target.tenantId, "channels.refresh", clock);
  let waitedSince: number | null = null;
  for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, waitPauseMaxMs)) {
    const step: Step = await inTransaction(ctx, (tx) => takeTurn(tx, target, options, waitedSince));
    if (step.kind === "done") return step.result;
    if (step.kind === "mine") return renew(ctx, target, step.lease, { tools, clock, ...options });
    waitedSince ??= step.version;
    const afterMs = Math.max(0, step.until.getTime() - clock.now().getTime());
    const waited = await pause(waitMs, true, { signal: tools.signal }).catch(() => false);
    if (!waited) return { status: "transient", detail: inOwnWords("credentials_renewing"), afterMs };
  }
}

async function takeTurn(
  tx: TxCtx,
  { channelId }: ChannelTarget,
  { force, network }: FreshenOptions,
  waitedSince: number | null,
): Promise<Step> {
  const done = (result: Freshened): Step => ({ kind: "done", result });
  const { row, secrets } = await lockChannel(tx, channelId);
  if (row.state === "disconnected") return done({ status: "broken", detail: inOwnWords("disconnected") });
  const account = accountOf(row, secrets);
  if (!secrets) return done({ status: "fresh", account });
  const now = tx.clock.now();
  const refreshable = network.refresh !== undefined;
  const turn = turnOf(secrets, { now, force, refreshable, waitedSince });
  if (turn.kind === "fresh") return done({ status: "fresh", account });
  if (turn.kind === "wait") return { kind: "wait", version: secrets.version, until: turn.until };
  if (turn.kind === "paused")
    return done({ status: "transient", detail: turn.detail, afterMs: turn.afterMs });
  if (turn.kind === "broken") {
    await breakWithin(tx, channelId, turn.detail);
    return done({ status: "broken", detail: turn.detail });
  }
  await tx.db
    .update(channelSecrets)
    .set({ refreshLeaseUntil: new Date(now.getTime() + refreshLeaseMs) })
    .where(and(eq(channelSecrets.tenantId, tx.tenantId), eq(channelSecrets.channelId, channelId)));
  return { kind: "mine", lease: { version: secrets.version, account, expiresAt: secrets.expiresAt } };
}

interface Renewal extends FreshenOptions {
  tools: Tools;
  clock: Clock;
}

async function renew(
  ctx: ReturnType<typeof systemContext>,
  target: ChannelTarget,
  lease: Lease,
  renewal: Renewal,
): Promise<Freshened> {
  const result = await askNetwork(lease, renewal);
  // The old credentials may be spent already: a hiccup of our own database must not lose the new ones.
  for (let tried = 1; ; tried++) {
    try {
      return await inTransaction(ctx, (tx) => settle(tx, target, lease, result, renewal));
    } catch (error) {
      if (tried === 3) throw error;
      log().warn({ error, channelId: target.channelId }, "renewed credentials were not stored, trying again");
      await pause(100 * tried);
    }
  }
}

/** One call, on a time limit of its own: a caller who gives up must not leave a spent token behind. */
async function askNetwork({ account }: Lease, { tools, network }: Renewal): Promise<RefreshResult> {
  try {
    const signal = AbortSignal.timeout(refreshTimeoutMs);
    const asked = network.refresh?.(account, { ...tools, signal });
    return asked ? await asked : { status: "revoked", detail: inOwnWords("credentials_not_renewable") };
  } catch (error) {
    log().error({ error, network: network.key }, "renewing credentials threw");
    return { status: "transient", detail: inOwnWords("unreadable"), afterMs: null };
  }
}

const present = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );

async function settle(
  tx: TxCtx,
  { channelId }: ChannelTarget,
  lease: Lease,
  result: RefreshResult,
  { force }: Renewal,
): Promise<Freshened> {
  const { row, secrets } = await lockChannel(tx, channelId);
  if (row.state === "disconnected") return { status: "broken", detail: inOwnWords("disconnected") };
  // A person reconnected meanwhile: theirs are newer than whatever this call brought.
  if (secrets?.version !== lease.version) return { status: "fresh", account: accountOf(row, secrets) };
  const now = tx.clock.now();
  const write = (changes: Partial<typeof channelSecrets.$inferInsert>) =>
    tx.db
      .update(channelSecrets)
      .set({ refreshLeaseUntil: null, refreshRetryAt: null, refreshProblem: null, ...changes })
      .where(and(eq(channelSecrets.tenantId, tx.tenantId), eq(channelSecrets.channelId, channelId)));
  if (result.status === "refreshed") {
    // Many servers leave out what did not change, the refresh token first of all.
    const credentials = { ...lease.account.credentials, ...present(result.credentials) };
    await write({
      sealed: seal(JSON.stringify(credentials), secretPlaceOf(row)),
      expiresAt: result.expiresAt,
      version: lease.version + 1,
      refreshedAt: now,
      updatedAt: now,
    });
    return { status: "fresh", account: { ...lease.account, credentials } };
  }
  if (result.status === "revoked") {
    await write({});
    await breakWithin(tx, channelId, result.detail);
    return { status: "broken", detail: result.detail };
  }
  const afterMs = result.afterMs ?? refreshPauseMs;
  await write({ refreshRetryAt: new Date(now.getTime() + afterMs), refreshProblem: result.detail });
  const stillValid = !force && lease.expiresAt !== null && lease.expiresAt > now;
  if (stillValid) return { status: "fresh", account: lease.account };
  return { status: "transient", detail: result.detail, afterMs };
}
