import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { deletePost } from "@/modules/publishing/commands/drafts";
import { getPost } from "@/modules/publishing/queries";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPost } from "@/testing/publishing";
import { setLabels } from "./commands/assign";
import { createLabel, deleteLabel, updateLabel } from "./commands/labels";
import { listLabels } from "./queries";

useEnvironment();
useDatabase();

const aLabel = async (ctx: WorkspaceCtx, name: string) =>
  (await createLabel(ctx, { name, color: "green" })).id;
const give = (ctx: WorkspaceCtx, postId: Id<"post">, ...labelIds: Id<"label">[]) =>
  inTransaction(ctx, (tx) => setLabels(tx, postId, labelIds));
const namesOf = async (ctx: WorkspaceCtx, postId: Id<"post">) =>
  (await getPost(ctx, { postId })).labels.map(({ name }) => name);

describe("labels", () => {
  test("are listed by name with how many living posts bear them", async () => {
    const ctx = await aWorkspace();
    const [b, a] = [await aLabel(ctx, "beta"), await aLabel(ctx, "Alpha")];
    const [one, two] = [await aPost(ctx, []), await aPost(ctx, [])];
    await give(ctx, one.id, a, b);
    await give(ctx, two.id, b);
    await deletePost(ctx, { postId: two.id });
    expect((await listLabels(ctx)).items).toMatchObject([
      { id: a, name: "Alpha", posts: 1 },
      { id: b, name: "beta", posts: 1 },
    ]);
  });

  test("are replaced as a whole on a post, each once", async () => {
    const ctx = await aWorkspace();
    const [a, b] = [await aLabel(ctx, "a"), await aLabel(ctx, "b")];
    const post = await aPost(ctx, []);
    await give(ctx, post.id, a, a);
    expect(await namesOf(ctx, post.id)).toEqual(["a"]);
    await give(ctx, post.id, b);
    expect(await namesOf(ctx, post.id)).toEqual(["b"]);
    await give(ctx, post.id);
    expect(await namesOf(ctx, post.id)).toEqual([]);
  });

  test("bear a name of their own, whatever its case", async () => {
    const ctx = await aWorkspace();
    const [labelId] = [await aLabel(ctx, "News"), await aLabel(ctx, "Offers")];
    const taken = { code: "CONFLICT", reason: "label.name_taken", field: "name" };
    await expect(createLabel(ctx, { name: "news", color: "red" })).rejects.toMatchObject(taken);
    await expect(updateLabel(ctx, { labelId, name: "OFFERS", color: "red" })).rejects.toMatchObject(taken);
    expect(await updateLabel(ctx, { labelId, name: "NEWS", color: "red" })).toMatchObject({ color: "red" });
  });

  test("leave their posts behind when they are deleted", async () => {
    const ctx = await aWorkspace();
    const labelId = await aLabel(ctx, "a");
    const post = await aPost(ctx, []);
    await give(ctx, post.id, labelId);
    await deleteLabel(ctx, { labelId });
    expect(await namesOf(ctx, post.id)).toEqual([]);
    await expect(deleteLabel(ctx, { labelId })).rejects.toMatchObject({ reason: "label.not_found" });
  });

  test("of another workspace look as if there were none, and change nothing of a post", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const [own, labelId] = [await aLabel(mine, "mine"), await aLabel(theirs, "theirs")];
    const post = await aPost(mine, []);
    await give(mine, post.id, own);
    const absent = { code: "NOT_FOUND", reason: "label.not_found" };
    await expect(give(mine, post.id, own, labelId)).rejects.toMatchObject(absent);
    expect(await namesOf(mine, post.id)).toEqual(["mine"]);
    await expect(updateLabel(mine, { labelId, name: "x", color: "red" })).rejects.toMatchObject(absent);
    await expect(deleteLabel(mine, { labelId })).rejects.toMatchObject(absent);
  });

  test("are made by those who write", async () => {
    const ctx = await aWorkspace();
    expect(() => createLabel(asRole(ctx, "viewer"), { name: "x", color: "red" })).toThrow(/permission/);
  });
});
