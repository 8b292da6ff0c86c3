import { expect, test } from "vitest";
import type { LookupResult, PublishResult } from "@/networks/contract";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { getPost } from "../queries";
import { publishPostNow } from "./schedule";

useEnvironment();
useDatabase();

/** Time that also passes while nobody waits, as it does on a busy machine. */
class TickingClock extends VirtualClock {
  override now(): Date {
    void this.pass(1);
    return super.now();
  }
}

test("every call of a delivery is told the same first attempt, however time passes between", async () => {
  const clock = new TickingClock(Date.parse("2026-11-21T08:00:00Z"));
  const ctx = await aWorkspace({ clock });
  const post = await aPost(ctx, [await aLabChannel(ctx)]);
  await publishPostNow(ctx, { postId: post.id });
  const told: number[] = [];
  const network = scripted([], {
    lookup: async ({ firstAttemptAt }): Promise<LookupResult> => {
      told.push(firstAttemptAt.getTime());
      return { status: "absent", answer: null };
    },
  });
  network.publish = async ({ firstAttemptAt }): Promise<PublishResult> => {
    told.push(firstAttemptAt.getTime());
    const answer = { httpStatus: 200, body: null };
    return told.length < 4
      ? { status: "unknown", detail: "reset", answer: null }
      : { status: "published", externalId: "x", url: null, answer };
  };
  for (let passes = 0; passes < 4; passes++) {
    await dispatchNow(clock, network);
    await clock.pass(600_000);
  }
  expect((await getPost(ctx, { postId: post.id })).state).toBe("published");
  expect(told).toHaveLength(4);
  expect(new Set(told).size).toBe(1);
});
