import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import { dayMs } from "@/kernel/time";
import { comments } from "@/modules/comments/tables";
import { presences } from "@/modules/drift/tables";
import { imports } from "@/modules/imports/tables";
import type { WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aReviewLink } from "@/testing/reviewing";
import { aMember, aStudio } from "@/testing/studio";
import { tellOfDrift, tellOfImport } from "./commands/tell";
import {
  tellOfApprovalDecision,
  tellOfApprovalRequest,
  tellOfComment,
  tellOfMention,
  tellOfReopenedApproval,
} from "./commands/tell-review";
import { listNotifications } from "./queries";

useEnvironment();
useDatabase();

const page = { limit: 25, unread: false };

describe("what is said before a post goes out", () => {
  test("an asking reaches those who may review, but not who asked, nor anybody for a client who holds a link", async () => {
    const { owner, author, system, post } = await aStudio();
    const reviewer = await aMember(owner, "reviewer");
    const event = { postId: post.id, approvalId: newId("approval"), authorId: author.actor.userId };
    const asked = { ...event, requestedBy: owner.actor.userId };
    await aReviewLink(owner, [post.id]);
    expect(await tellOfApprovalRequest(system, "a1", { ...asked, stage: "client" })).toEqual({ told: 0 });
    expect(await tellOfApprovalRequest(system, "a1", { ...asked, stage: "internal" })).toEqual({ told: 1 });
    expect((await listNotifications(reviewer, page)).items).toMatchObject([
      { kind: "approval.requested", data: { post: "Boats in the harbour" }, path: `posts/${post.id}` },
    ]);
    expect((await listNotifications(owner, page)).items).toEqual([]);
  });

  test("an asking of a client to whom nobody gave a link reaches those who can give one", async () => {
    const { clock, owner, author, system, post } = await aStudio();
    const event = { postId: post.id, approvalId: newId("approval"), authorId: author.actor.userId };
    const asked = { ...event, requestedBy: author.actor.userId, stage: "client" as const };
    expect(await tellOfApprovalRequest(system, "c1", asked)).toEqual({ told: 1 });
    expect((await listNotifications(owner, page)).items).toMatchObject([
      { kind: "approval.requested", data: { reason: "client_link_missing" } },
    ]);
    await aReviewLink(owner, [post.id], { expiresInDays: 1 });
    clock.advance(2 * dayMs);
    expect(await tellOfApprovalRequest(system, "c2", asked)).toEqual({ told: 1 });
  });

  test("an answer about a post whose author is not here, and which nobody submitted, reaches the owner", async () => {
    const { owner, system, post } = await aStudio();
    await tellOfApprovalDecision(system, "d0", {
      ...{ postId: post.id, approvalId: newId("approval"), authorId: newId("user"), stage: "client" },
      ...{ decision: "changes_requested", requestedBy: null, decidedBy: null, decidedByName: "Mme Bell" },
    });
    expect((await listNotifications(owner, page)).items).toMatchObject([{ kind: "approval.decided" }]);
  });

  test("an answer reaches the author and who asked, under the client's own name when a client gave it", async () => {
    const { owner, author, system, post } = await aStudio();
    await tellOfApprovalDecision(system, "d1", {
      ...{ postId: post.id, approvalId: newId("approval"), authorId: author.actor.userId, stage: "client" },
      ...{
        decision: "approved",
        requestedBy: owner.actor.userId,
        decidedBy: null,
        decidedByName: "Mme Bell",
      },
    });
    for (const person of [owner, author])
      expect((await listNotifications(person, page)).items).toMatchObject([
        { kind: "approval.decided", data: { actor: "Mme Bell", decision: "approved" } },
      ]);
  });

  test("an edit after approval reaches author and reviewers, but not who edited; an open question is no loss", async () => {
    const { owner, author, system, post } = await aStudio();
    const event = { postId: post.id, authorId: author.actor.userId, editedBy: owner.actor.userId };
    expect(await tellOfReopenedApproval(system, "r1", { ...event, from: "pending" })).toEqual({ told: 0 });
    expect(await tellOfReopenedApproval(system, "r1", { ...event, from: "approved" })).toEqual({ told: 1 });
    expect((await listNotifications(author, page)).items).toMatchObject([{ kind: "approval.reopened" }]);
  });

  test("a comment reaches the author and the conversation; the mentioned are told once, as mentioned", async () => {
    const { owner, author, system, post } = await aStudio();
    const [editor, viewer] = [await aMember(owner, "editor"), await aMember(owner, "viewer")];
    const { tenantId } = owner;
    const write = async (by: WorkspaceCtx, body: string, mentions: string[] = []) => {
      const id = newId("comment");
      const row = { id, tenantId, postId: post.id, audience: "internal" as const, body, mentions };
      await inTransaction(owner, ({ db }) =>
        db.insert(comments).values({ ...row, authorId: by.actor.userId }),
      );
      return id;
    };
    await write(editor, "first");
    const commentId = await write(owner, "@viewer look at\n\nthis", [viewer.actor.userId]);
    const event = {
      ...{ postId: post.id, commentId, audience: "internal" as const, clientName: null },
      authorId: owner.actor.userId,
    };
    const postAuthorId = author.actor.userId;
    expect(await tellOfComment(system, "c1", { ...event, postAuthorId })).toEqual({ told: 2 });
    expect(await tellOfMention(system, "m1", { ...event, userId: viewer.actor.userId })).toEqual({ told: 1 });
    const kindsOf = async (person: WorkspaceCtx) =>
      (await listNotifications(person, page)).items.map(({ kind, data }) => [kind, data.words]);
    expect(await kindsOf(author)).toEqual([["comment.added", "@viewer look at this"]]);
    expect(await kindsOf(editor)).toEqual([["comment.added", "@viewer look at this"]]);
    expect(await kindsOf(viewer)).toEqual([["comment.mentioned", "@viewer look at this"]]);
    expect(await kindsOf(owner)).toEqual([]);
  });
});

test("a change on the network, and an import that is done, reach whom they concern", async () => {
  const { owner, author, system, aDelivery } = await aStudio();
  const { tenantId } = owner;
  const deliveryId = await aDelivery({ state: "published" });
  const checkedAt = new Date();
  expect(await tellOfDrift(system, { eventId: "x1", deliveryId })).toEqual({ told: 0 });
  await inTransaction(owner, ({ db }) =>
    db.insert(presences).values({ tenantId, deliveryId, state: "gone", checkedAt }),
  );
  expect(await tellOfDrift(system, { eventId: "x1", deliveryId })).toEqual({ told: 2 });
  const importId = newId("import");
  await inTransaction(owner, ({ db }) =>
    db.insert(imports).values({
      ...{ id: importId, tenantId, authorId: author.actor.userId, fileName: "plan.csv", state: "done" },
      ...{ format: "csv", headers: [], rows: [], rowCount: 0, acceptedCount: 7 },
    }),
  );
  expect(await tellOfImport(system, { eventId: "i1", importId })).toEqual({ told: 1 });
  expect((await listNotifications(author, page)).items).toMatchObject([
    { kind: "import.finished", data: { file: "plan.csv", accepted: 7 }, path: `import/${importId}` },
    { kind: "drift.found", data: { drift: "gone" } },
  ]);
});
