import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import { newId } from "@/kernel/ids";
import type { Scope } from "@/kernel/permissions";
import { asRole, aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aLabChannel, aSiteChannel } from "@/testing/publishing";
import { createSnippet, deleteSnippet, updateSnippet } from "./commands/snippets";
import { findTextRules, listSnippets } from "./queries";
import { createSnippetInput } from "./schemas";

useEnvironment();
useDatabase();

const input = (snippet: object) => ({ snippet: createSnippetInput.parse(snippet) });
const keep = (ctx: WorkspaceCtx, snippet: object) => createSnippet(ctx, input(snippet));
const signature = (name: string, channelIds: string[]) => ({
  ...{ kind: "signature", name, body: `– ${name}`, channelIds },
});

describe("what a workspace keeps to use again", () => {
  test("is listed by kind and name", async () => {
    const ctx = await aWorkspace();
    await keep(ctx, { kind: "template", name: "b", body: "Hello", extra: { title: "T", tags: ["#a"] } });
    await keep(ctx, { kind: "template", name: "A" });
    await keep(ctx, { kind: "hashtags", name: "set", tags: ["#été", "news", "news"] });
    const all = (await listSnippets(ctx, {})).items;
    expect(all.map(({ kind, name }) => [kind, name])).toEqual([
      ["hashtags", "set"],
      ["template", "A"],
      ["template", "b"],
    ]);
    expect(all[0]).toMatchObject({ body: "#été #news", extra: { title: null, tags: [], parts: [] } });
    expect((await listSnippets(ctx, { kind: "template" })).items[1]).toMatchObject({
      extra: { title: "T", tags: ["a"] },
    });
  });

  test("bears one name within its kind", async () => {
    const ctx = await aWorkspace();
    await keep(ctx, { kind: "template", name: "Launch" });
    await keep(ctx, { kind: "hashtags", name: "Launch", tags: ["x"] });
    await expect(keep(ctx, { kind: "template", name: "launch" })).rejects.toMatchObject({
      ...{ code: "CONFLICT", reason: "snippet.name_taken", field: "name" },
    });
  });

  test("keeps its kind, and is deleted once", async () => {
    const ctx = await aWorkspace();
    const { id: snippetId } = await keep(ctx, { kind: "variable", name: "shop", body: "a" });
    await expect(
      updateSnippet(ctx, { snippetId, ...input({ kind: "template", name: "x" }) }),
    ).rejects.toMatchObject({ reason: "snippet.other_kind" });
    expect(
      await updateSnippet(ctx, { snippetId, ...input({ kind: "variable", name: "shop", body: "b" }) }),
    ).toMatchObject({ body: "b" });
    await deleteSnippet(ctx, { snippetId });
    await expect(deleteSnippet(ctx, { snippetId })).rejects.toMatchObject({ reason: "snippet.not_found" });
  });

  test("names channels and files of its own workspace only", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    const channelId = await aSiteChannel(theirs);
    const absent = { code: "NOT_FOUND" };
    await expect(keep(mine, signature("x", [channelId]))).rejects.toMatchObject(absent);
    const parts = [{ kind: "thread", media: [{ assetId: newId("asset") }] }];
    await expect(keep(mine, { kind: "template", name: "x", extra: { parts } })).rejects.toMatchObject(absent);
    const { id: snippetId } = await keep(theirs, { kind: "template", name: "x" });
    await expect(deleteSnippet(mine, { snippetId })).rejects.toMatchObject(absent);
    await expect(
      updateSnippet(mine, { snippetId, ...input({ kind: "template", name: "y" }) }),
    ).rejects.toMatchObject(absent);
  });

  test("is for those who may publish where every post says it", async () => {
    const ctx = await aWorkspace();
    const [author, refused] = [asRole(ctx, "author"), { code: "FORBIDDEN" }];
    for (const kept of [{ kind: "variable", name: "shop", body: "a" }, signature("x", [])]) {
      await expect((async () => keep(author, kept))()).rejects.toMatchObject(refused);
      const { id: snippetId } = await keep(ctx, kept);
      await expect(
        (async () => updateSnippet(author, { snippetId, ...input(kept) }))(),
      ).rejects.toMatchObject(refused);
      await expect((async () => deleteSnippet(author, { snippetId }))()).rejects.toMatchObject(refused);
    }
    const { id: snippetId } = await keep(author, { kind: "hashtags", name: "set", tags: ["a"] });
    await deleteSnippet(author, { snippetId });
  });

  test("is written by a key that is made for it, each kind; one that writes posts keeps what is put in by hand", async () => {
    const ctx = await aWorkspace();
    const key = (...scopes: Scope[]) => ({
      ...ctx,
      actor: { type: "apiKey" as const, apiKeyId: newId("apiKey"), scopes },
    });
    const kinds = [
      { kind: "template", name: "x", body: "a" },
      { kind: "hashtags", name: "x", tags: ["a"] },
      { kind: "variable", name: "shop", body: "a" },
      signature("x", []),
    ];
    const round = async (caller: ReturnType<typeof key>, kept: object) => {
      const { id: snippetId } = await createSnippet(caller, input(kept));
      await updateSnippet(caller, { snippetId, ...input(kept) });
      await deleteSnippet(caller, { snippetId });
      return (await listSnippets(caller, {})).items.length;
    };
    for (const kept of kinds) expect(await round(key("snippets:write"), kept)).toBe(0);
    for (const kept of kinds.slice(0, 2)) expect(await round(key("posts:write"), kept)).toBe(0);
    for (const kept of kinds.slice(2))
      await expect(round(key("posts:write"), kept)).rejects.toMatchObject({
        ...{ code: "FORBIDDEN", details: { permission: "snippet.putIn" } },
      });
  });

  test("is kept by those who write", async () => {
    const ctx = await aWorkspace();
    expect(() => keep(asRole(ctx, "reviewer"), { kind: "template", name: "x" })).toThrow(/permission/);
  });
});

test("a channel has one signature: the latest that was given to it", async () => {
  const ctx = await aWorkspace();
  const [site, lab] = [await aSiteChannel(ctx), await aLabChannel(ctx)];
  await keep(ctx, signature("first", [site, lab]));
  await keep(ctx, signature("second", [site]));
  const { items } = await listSnippets(ctx, { kind: "signature" });
  expect(items.map(({ name, channelIds }) => [name, channelIds])).toEqual([
    ["first", [lab]],
    ["second", [site]],
  ]);
});

describe("variables", () => {
  test("fill the texts of their own workspace", async () => {
    const [mine, theirs] = [await aWorkspace(), await aWorkspace()];
    await keep(mine, { kind: "variable", name: "Shop", body: "shop.test" });
    await keep(theirs, { kind: "variable", name: "phone", body: "0123" });
    const { fill } = (await inTransaction(mine, (tx) => findTextRules(tx, [mine.tenantId])))(mine.tenantId);
    expect(fill("{{shop}} {{phone}} {{post_url}}")).toEqual({
      text: "shop.test {{phone}} {{post_url}}",
      unknown: ["phone"],
    });
  });

  test("are words, and never those that only sending knows", () => {
    const refusal = (name: string) =>
      createSnippetInput.safeParse({ kind: "variable", name, body: "x" }).error?.issues[0]?.message;
    expect(refusal("two words")).toBe("snippet.variable_name");
    expect(refusal("Post_URL")).toBe("snippet.built_in");
    expect(refusal("shop_2")).toBeUndefined();
  });
});
