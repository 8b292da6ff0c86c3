import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import type { Id } from "@/kernel/ids";
import { decideApproval } from "@/modules/approvals/commands/decide";
import { setPolicy } from "@/modules/approvals/commands/policies";
import { requestApproval, withdrawApproval } from "@/modules/approvals/commands/request";
import { getApproval } from "@/modules/approvals/queries";
import { decideApprovalInput } from "@/modules/approvals/schemas";
import { addToQueue } from "@/modules/queues/commands/add";
import { setSlots } from "@/modules/queues/commands/slots";
import { setSlotsInput } from "@/modules/queues/schemas";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { VirtualClock } from "@/testing/faults/virtual-clock";
import { aLabChannel, aPost, dispatchNow, scripted } from "@/testing/publishing";
import { aColleague, edit, eventsOf } from "@/testing/reviewing";
import { getPost } from "../queries";
import { deliveries } from "../tables";
import { retimePosts } from "./bulk";
import { publishPostNow, schedulePost, unschedulePost } from "./schedule";

useEnvironment();
useDatabase();

async function aNewsroom(mode: "none" | "client" = "none") {
  const clock = new VirtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const owner = await aWorkspace({ clock, timeZone: "UTC" });
  await setPolicy(owner, { channelId: null, mode });
  const author = await aColleague(owner, "author", "Alan");
  const channelId = await aLabChannel(owner);
  const { id: postId } = await aPost(author, [channelId], "A proposal");
  return { clock, owner, author, channelId, postId };
}
type Newsroom = Awaited<ReturnType<typeof aNewsroom>>;

const nine = "2026-11-21T09:00";
const approvalOf = async ({ owner, postId }: Newsroom) => (await getPost(owner, { postId })).approval;
async function approve(ctx: WorkspaceCtx, postId: Id<"post">) {
  const { hash } = await getApproval(ctx, { postId });
  await decideApproval(ctx, decideApprovalInput.parse({ postId, hash, decision: "approved" }));
}
async function stateAtNine({ clock, postId }: Newsroom) {
  await clock.pass(61 * 60_000);
  await dispatchNow(clock, scripted([{ status: "unknown", detail: "", answer: null }]));
  const [row] = await getDatabase().db.select().from(deliveries).where(eq(deliveries.postId, postId));
  return row?.state;
}

describe("an author's time is a proposal", () => {
  test("that asks a colleague where no policy names anybody, and waits for the answer", async () => {
    const room = await aNewsroom();
    const { author, owner, postId } = room;
    const planned = await schedulePost(author, { postId, publishAt: nine });
    expect(planned).toMatchObject({ state: "scheduled", approval: "pending", wallTime: nine });
    expect(await eventsOf(owner, "approval.requested")).toMatchObject([{ postId, stage: "internal" }]);
    expect(await stateAtNine(room)).toBe("held");
  });

  test("that goes out once it is agreed to, and asks nobody again when it is moved", async () => {
    const room = await aNewsroom();
    const { author, owner, postId } = room;
    await schedulePost(author, { postId, publishAt: "2026-11-21T12:00" });
    await approve(owner, postId);
    expect(await schedulePost(author, { postId, publishAt: nine })).toMatchObject({ approval: "approved" });
    expect(await eventsOf(owner, "approval.requested")).toHaveLength(1);
    expect(await stateAtNine(room)).not.toBe("held");
  });

  test("that asks whom the policies name", async () => {
    const { author, owner, postId } = await aNewsroom("client");
    expect(await schedulePost(author, { postId, publishAt: nine })).toMatchObject({ approval: "pending" });
    expect(await eventsOf(owner, "approval.requested")).toMatchObject([{ stage: "client" }]);
  });

  test("also in the queue, and for many posts at once", async () => {
    const { author, owner, postId, channelId } = await aNewsroom();
    const slots = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, time: "10:00" }));
    await setSlots(owner, setSlotsInput.parse({ channelId, slots }));
    expect(await addToQueue(author, { postId })).toMatchObject({ timing: "queue", approval: "pending" });
    const { id } = await aPost(author, [channelId], "Another");
    await schedulePost(author, { postId: id, publishAt: nine });
    const theirs = await aPost(owner, [channelId], "Not theirs");
    await schedulePost(owner, { postId: theirs.id, publishAt: nine });
    const outcome = await retimePosts(author, {
      ...{ postIds: [id, theirs.id], change: { by: "shift", days: 0, minutes: 60 } },
    });
    expect(outcome.items.map(({ done }) => done)).toEqual([true, false]);
    expect(await getPost(owner, { postId: id })).toMatchObject({ wallTime: "2026-11-21T10:00" });
  });

  test("that taking the question back does not turn into an agreement", async () => {
    const room = await aNewsroom();
    const { author, owner, postId } = room;
    await schedulePost(author, { postId, publishAt: nine });
    await withdrawApproval(author, { postId });
    expect(await approvalOf(room)).toBe("required");
    await edit(author, postId, "Other words");
    expect(await approvalOf(room)).toBe("pending");
    await withdrawApproval(owner, { postId });
    expect(await approvalOf(room)).toBe("none");
  });

  test("that stands when they ask by hand afterwards", async () => {
    const room = await aNewsroom();
    await schedulePost(room.author, { postId: room.postId, publishAt: nine });
    await requestApproval(room.author, { postId: room.postId });
    expect(await approvalOf(room)).toBe("pending");
  });
});

describe("what an author says otherwise of a planned post", () => {
  test("is to be agreed to, also where an editor planned it", async () => {
    const room = await aNewsroom();
    const { author, owner, postId } = room;
    expect(await schedulePost(owner, { postId, publishAt: nine })).toMatchObject({ approval: "none" });
    await edit(author, postId, "A proposal");
    expect(await approvalOf(room)).toBe("none");
    await edit(author, postId, "Something else");
    expect(await approvalOf(room)).toBe("pending");
    expect(await stateAtNine(room)).toBe("held");
  });

  test("is not, while it has no time", async () => {
    const room = await aNewsroom();
    await edit(room.author, room.postId, "Something else");
    expect(await approvalOf(room)).toBe("none");
  });
});

describe("an author may not", () => {
  const refused = { code: "FORBIDDEN" };

  test("publish, agree to their own proposal, or plan what others wrote", async () => {
    const { author, owner, postId, channelId } = await aNewsroom();
    await expect(async () => publishPostNow(author, { postId })).rejects.toMatchObject(refused);
    await schedulePost(author, { postId, publishAt: nine });
    await expect(async () => approve(author, postId)).rejects.toMatchObject(refused);
    const theirs = await aPost(owner, [channelId]);
    await expect(schedulePost(author, { postId: theirs.id, publishAt: nine })).rejects.toMatchObject(refused);
    expect(await unschedulePost(author, { postId })).toMatchObject({ state: "draft" });
  });

  test("be a reader, or of another workspace", async () => {
    const { owner, postId, clock } = await aNewsroom();
    const reader = asRole(owner, "reviewer");
    await expect(schedulePost(reader, { postId, publishAt: nine })).rejects.toMatchObject(refused);
    const stranger = asRole(await aWorkspace({ clock }), "author");
    await expect(schedulePost(stranger, { postId, publishAt: nine })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
