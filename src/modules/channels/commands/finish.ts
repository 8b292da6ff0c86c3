import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import { type Ctx, inTransaction, type TxCtx } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { authorise } from "@/kernel/permissions";
import { log } from "@/platform/log";
import { open } from "@/platform/secrets";
import { hashOfState } from "../policy";
import type { Connected } from "../schemas";
import { connections } from "../tables";
import { connectionPlaceOf, redirectUriOf } from "./begin";
import { connectGuarded, connectTimeoutMs } from "./connect";
import { liveOutside, requireNetwork } from "./load";
import { saveAccount } from "./save";

type ConnectionRow = typeof connections.$inferSelect;

export interface FinishConnectionInput {
  /** The network in the address that the person came back to. */
  network: string;
  /** The query of that address. */
  answer: URLSearchParams;
}

/**
 * Finish an OAuth connection with the network's answer. The round trip is spent first, whatever becomes of it.
 * @throws DomainError `connection.unknown`, `.other_person`, `.other_network`, `.used`, `.expired`; the network's
 * refusal (`channel.connect_…`); CONFLICT `channel.other_account`.
 */
export async function finishConnection(
  ctx: Ctx,
  { network: key, answer }: FinishConnectionInput,
  outside = liveOutside(),
): Promise<Connected> {
  authorise(ctx, "channel.manage");
  const state = answer.get("state") ?? "";
  const spent = await inTransaction(ctx, (tx) => spendConnection(tx, state, key));
  const network = requireNetwork(outside, spent.network);
  const { connect } = network;
  if (connect.type !== "oauth") throw unknownConnection();
  const tools = {
    http: outside.http,
    now: ctx.clock.now(),
    signal: AbortSignal.timeout(connectTimeoutMs),
  };
  const flow = {
    redirectUri: redirectUriOf(network.key),
    state,
    secret: JSON.parse(open(spent.sealed, connectionPlaceOf(spent))) as Record<string, unknown>,
  };
  const result = await connectGuarded(network, () => connect.finish(answer, flow, tools));
  const { channelId } = spent;
  const saved = await inTransaction(ctx, (tx) =>
    saveAccount(tx, { network, account: result.account, channelId }),
  );
  return { ...saved, reveal: result.reveal ?? {} };
}

const unknownConnection = () =>
  new DomainError("NOT_FOUND", "connection.unknown", "No connection was begun with this answer");

/** Compare-and-set on `used_at`: of two answers with one state, one goes on. */
async function spendConnection(tx: TxCtx, state: string, network: string): Promise<ConnectionRow> {
  const { db, tenantId, actor } = tx;
  const now = tx.clock.now();
  if (actor.type !== "user" || state === "") throw unknownConnection();
  const mine = and(eq(connections.tenantId, tenantId), eq(connections.stateHash, hashOfState(state)));
  const [spent] = await db
    .update(connections)
    .set({ usedAt: now })
    .where(
      and(
        mine,
        eq(connections.userId, actor.userId),
        eq(connections.network, network),
        isNull(connections.usedAt),
        gt(connections.expiresAt, now),
      ),
    )
    .returning();
  if (spent) return spent;
  const [row] = await db.select().from(connections).where(mine);
  log().warn({ network, found: row !== undefined }, "an answer to a connection was refused");
  if (!row) throw unknownConnection();
  if (row.userId !== actor.userId)
    throw new DomainError("FORBIDDEN", "connection.other_person", "Somebody else began this connection");
  if (row.network !== network)
    throw new DomainError("CONFLICT", "connection.other_network", "This answer belongs to another network");
  if (row.usedAt) throw new DomainError("CONFLICT", "connection.used", "This connection was finished before");
  throw new DomainError("CONFLICT", "connection.expired", "This took too long: begin the connection again");
}
