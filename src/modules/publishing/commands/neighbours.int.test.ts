import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { inSystemTransaction } from "@/db/tx";
import { systemClock, type WaitingClock } from "@/kernel/context";
import type { Id } from "@/kernel/ids";
import type { Network, PublishResult } from "@/networks/contract";
import { createHttpClient } from "@/platform/http";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { getPost } from "../queries";
import { deliveries } from "../tables";
import { dispatch } from "./dispatch";
import { publishPostNow } from "./schedule";

useEnvironment();
useDatabase();

/** A workspace with one post that is due, which says `body`. */
async function aDuePost(clock: WaitingClock, body: string) {
  const ctx = await aWorkspace({ clock });
  const { id } = await aPost(ctx, [await aLabChannel(ctx)], body);
  await publishPostNow(ctx, { postId: id });
  return { ctx, id };
}

const stateOf = async ({ ctx, id }: { ctx: WorkspaceCtx; id: Id<"post"> }) =>
  (await getPost(ctx, { postId: id })).state;

test.each([
  ["half a character", "x\ud83d"],
  ["a NUL", "x\u0000"],
])("an answer with %s spoils neither its own verdict nor that of a neighbour", async (_, bad) => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const posts = [await aDuePost(clock, "odd"), await aDuePost(clock, "plain")];
  const network: Network = {
    ...scripted([]),
    publish: async ({ content, dedupeKey }): Promise<PublishResult> => {
      const body = content.body === "odd" ? { [bad]: bad } : null;
      return { status: "published", externalId: dedupeKey, url: null, answer: { httpStatus: 200, body } };
    },
  };
  await dispatchNow(clock, network);
  expect(await Promise.all(posts.map(stateOf))).toEqual(["published", "published"]);
});

test("a verdict that no row can hold leaves those of its batch alone", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const [odd, plain] = [await aDuePost(clock, "odd"), await aDuePost(clock, "plain")];
  const network: Network = {
    ...scripted([]),
    publish: async ({ content, dedupeKey }): Promise<PublishResult> => {
      const httpStatus = content.body === "odd" ? 2 ** 40 : 200;
      return { status: "published", externalId: dedupeKey, url: null, answer: { httpStatus, body: null } };
    },
  };
  await expect(dispatchNow(clock, network)).rejects.toThrow("1 deliveries could not be handled");
  expect(await stateOf(plain)).toBe("published");
  expect(await stateOf(odd)).not.toBe("published");
});

test("what falls due while somebody's call is slow does not wait for its end", async () => {
  const slow = await aDuePost(systemClock, "slow");
  const quickOut = Promise.withResolvers<void>();
  const ends: string[] = [];
  const network: Network = {
    ...scripted([]),
    publish: async ({ content, dedupeKey }): Promise<PublishResult> => {
      if (content.body === "slow") {
        // Becomes due only now, when the pass has nothing to claim any more.
        await aDuePost(systemClock, "quick");
        await quickOut.promise;
      }
      ends.push(content.body);
      if (content.body === "quick") quickOut.resolve();
      return {
        status: "published",
        externalId: dedupeKey,
        url: null,
        answer: { httpStatus: 200, body: null },
      };
    },
  };
  await dispatch({
    ...{ clock: systemClock, http: createHttpClient(), networks: () => network, traceId: "test" },
    ...{ until: new Date(Date.now() + 20_000), lookaheadMs: 0 },
  });
  expect(ends).toEqual(["quick", "slow"]);
  expect(await stateOf(slow)).toBe("published");
});

test("a claim about which nothing can be decided leaves those of its batch alone", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const posts = [];
  for (const body of ["one", "odd", "two", "three"]) posts.push(await aDuePost(clock, body));
  const [odd] = posts.splice(1, 1);
  if (!odd) throw new Error("No post is odd");
  const answer = { httpStatus: 200, body: null };
  const network = scripted([{ status: "published", externalId: "1", url: null, answer }]);
  const networks = (key: string): Network => {
    if (key === "odd") throw new Error("This network's code is broken");
    return network;
  };
  await inSystemTransaction((db) =>
    db.update(deliveries).set({ network: "odd" }).where(eq(deliveries.postId, odd.id)),
  );
  const until = new Date(clock.now().getTime() + 1_000);
  const pass = dispatch({
    clock,
    http: createHttpClient(),
    networks,
    traceId: "test",
    until,
    lookaheadMs: 0,
  });
  await expect(pass).rejects.toThrow("1 deliveries could not be handled");
  expect(await Promise.all(posts.map(stateOf))).toEqual(["published", "published", "published"]);
});
