import fc from "fast-check";
import { expect, test } from "vitest";
import { aCall } from "@/testing/network-call";
import { site } from ".";
import { slugOf } from "./slug";

const account = {
  externalId: "site",
  handle: "acme",
  settings: { baseUrl: "https://pub.example/s/acme/" },
  credentials: {},
};
const publish = async (content: Parameters<typeof aCall>[1], dedupeKey = "delivery_1") => {
  const result = await site.publish(aCall(account, content, { dedupeKey }));
  if (result.status !== "published") throw new Error("Not published");
  return result;
};

test("the address comes from the title, with a mark of the delivery", async () => {
  const { url, externalId } = await publish({ title: "Été à Paris, c’est demain !", body: "x" });
  expect(externalId).toMatch(/^ete-a-paris-c-est-demain-[0-9a-z]{6}$/);
  expect(url).toBe(`https://pub.example/s/acme/posts/${externalId}`);
});

test("without a title it comes from the text, and without words from the mark alone", async () => {
  expect((await publish({ body: "Hello big world" })).externalId).toMatch(/^hello-big-world-\w{6}$/);
  expect((await publish({ body: "👋" })).externalId).toMatch(/^\w{6}$/);
});

test("an address that the author chose is kept, with the mark that sets two posts of one address apart", async () =>
  expect((await publish({ title: "A", settings: { slug: "my-post" } })).externalId).toMatch(
    /^my-post-[0-9a-z]{6}$/,
  ));

test("the same delivery has the same address each time, another one has another", async () => {
  expect(await publish({ title: "A" })).toEqual(await publish({ title: "A" }));
  expect((await publish({ title: "A" }, "delivery_2")).externalId).not.toBe(
    (await publish({ title: "A" })).externalId,
  );
});

test.each(["a b", "../x", "a/b", "-a", "a--b", "?"])("%j is no address", (slug) =>
  expect(site.settings.safeParse({ slug }).success).toBe(false),
);

test("any text gives a usable address or none", () =>
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const slug = slugOf(text);
      expect(slug).toMatch(/^$|^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*$/u);
      expect(slug.length).toBeLessThanOrEqual(60);
    }),
  ));
