import { expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { type Id, newId } from "@/kernel/ids";
import { secondMs } from "@/kernel/time";
import { createHttpClient } from "@/platform/http";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, scripted } from "@/testing/publishing";
import { deliveries, posts, variants } from "../tables";
import { dispatch } from "./dispatch";

useEnvironment();
useDatabase();

type Ctx = Awaited<ReturnType<typeof aWorkspace>>;

/** So many posts of one channel, all due at once. */
async function aBacklog(ctx: Ctx, channelId: Id<"channel">, count: number, body: string, dueAt: Date) {
  const rows = Array.from({ length: count }, () => ({ postId: newId("post"), variantId: newId("variant") }));
  const { tenantId } = ctx;
  await inTransaction(ctx, async ({ db }) => {
    await db.insert(posts).values(
      rows.map(({ postId }) => ({
        id: postId,
        tenantId,
        body,
        language: "en",
        state: "scheduled" as const,
      })),
    );
    await db
      .insert(variants)
      .values(rows.map(({ postId, variantId }) => ({ id: variantId, tenantId, postId, channelId })));
    await db.insert(deliveries).values(
      rows.map(({ postId, variantId }) => ({
        ...{ id: newId("delivery"), tenantId, postId, variantId, channelId, network: "lab" },
        ...{ state: "scheduled" as const, publishAt: dueAt, dueAt },
      })),
    );
  });
}

test("a channel with hundreds of due posts delays nobody else's", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const [noisy, light] = [await aWorkspace({ clock }), await aWorkspace({ clock })];
  const now = clock.now().getTime();
  await aBacklog(noisy, await aLabChannel(noisy), 600, "noise", new Date(now - 60 * secondMs));
  await aBacklog(light, await aLabChannel(light), 1, "signal", new Date(now - secondMs));
  const told: string[] = [];
  const network = scripted([]);
  const { settled } = await dispatch({
    clock,
    http: createHttpClient(),
    networks: () => ({
      ...network,
      publish: async ({ content, dedupeKey }) => {
        told.push(content.body);
        const answer = { httpStatus: 200, body: null };
        return { status: "published", externalId: dedupeKey, url: null, answer };
      },
    }),
    traceId: "test",
    until: new Date(now + 60 * secondMs),
    batchSize: 50,
    lookaheadMs: 0,
  });
  expect(settled).toBe(601);
  expect(told.indexOf("signal")).toBeLessThan(120);
});

test("a dispatcher that is to stop ends what it has taken, and takes nothing more", async () => {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const now = clock.now().getTime();
  await aBacklog(ctx, await aLabChannel(ctx), 40, "backlog", new Date(now - secondMs));
  const stop = new AbortController();
  const network = scripted([]);
  const { claimed, settled } = await dispatch({
    clock,
    http: createHttpClient(),
    networks: () => ({
      ...network,
      publish: async ({ dedupeKey }) => {
        stop.abort();
        const answer = { httpStatus: 200, body: null };
        return { status: "published", externalId: dedupeKey, url: null, answer };
      },
    }),
    traceId: "test",
    until: new Date(now + 60 * secondMs),
    stopping: stop.signal,
    batchSize: 10,
    lookaheadMs: 0,
  });
  expect(settled).toBe(claimed);
  expect(claimed).toBeGreaterThan(0);
  expect(claimed).toBeLessThan(40);
});
