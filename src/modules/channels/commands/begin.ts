import "server-only";
import { randomBytes } from "node:crypto";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { inOwnWords } from "@/kernel/own-words";
import { authorise } from "@/kernel/permissions";
import { getEnv } from "@/platform/env";
import { log } from "@/platform/log";
import { seal } from "@/platform/secrets";
import { checkedValues, hashOfState, refusalError } from "../policy";
import { type ConnectChannelInput, connectionLifetimeMs } from "../schemas";
import { connections } from "../tables";
import { connectTimeoutMs } from "./connect";
import { liveOutside, lockChannel, requireNetwork } from "./load";

/** Where a network sends the person back to; it is compared to the letter, so it carries no query. */
export const redirectUriOf = (network: string): string =>
  `${getEnv().appUrl}/api/connect/${network}/callback`;

/** Where the secret of a round trip is sealed. */
export const connectionPlaceOf = (row: Pick<typeof connections.$inferSelect, "id" | "tenantId">) => ({
  tenantId: row.tenantId,
  rowId: row.id,
  column: "connections.sealed",
});

/**
 * Begin an OAuth connection: where to send the person. The round trip belongs to this person and workspace, works
 * once and for ten minutes.
 * @throws DomainError FORBIDDEN `connection.needs_person` for a key; the network's refusal (`channel.connect_…`).
 */
export async function beginConnection(
  ctx: Ctx,
  input: ConnectChannelInput,
  outside = liveOutside(),
): Promise<{ url: string }> {
  authorise(ctx, "channel.manage");
  const { actor } = ctx;
  if (actor.type !== "user")
    throw new DomainError("FORBIDDEN", "connection.needs_person", "A person has to sign in at the network");
  const network = requireNetwork(outside, input.network);
  const { connect } = network;
  if (connect.type !== "oauth")
    throw new DomainError("CONFLICT", "connection.not_offered", `${network.name} is not connected this way`, {
      field: "network",
    });
  const values = checkedValues(connect.fields, input.values);
  const channelId = input.channelId ?? null;
  if (channelId) await inTransaction(ctx, (tx) => lockChannel(tx, channelId));
  const now = ctx.clock.now();
  const state = randomBytes(32).toString("base64url");
  const flow = { redirectUri: redirectUriOf(network.key), state };
  const tools = { http: outside.http, now, signal: AbortSignal.timeout(connectTimeoutMs) };
  const begun = await connect.begin(values, flow, tools).catch((error: unknown) => {
    log().error({ error, network: network.key }, "beginning a connection threw");
    return { status: "refused", reason: "unreachable", detail: inOwnWords("unreadable") } as const;
  });
  if (begun.status === "refused") throw refusalError(begun);
  await inTransaction(ctx, async ({ db, tenantId }) => {
    const id = newId("connection");
    await db.insert(connections).values({
      id,
      tenantId,
      userId: actor.userId,
      network: network.key,
      channelId,
      stateHash: hashOfState(state),
      sealed: seal(JSON.stringify(begun.secret), connectionPlaceOf({ id, tenantId })),
      expiresAt: new Date(now.getTime() + connectionLifetimeMs),
      createdAt: now,
    });
  });
  return { url: begun.url };
}
