import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { diffText, diffVersions } from "./policy";
import { type TextRun, type VersionSource, versionContent } from "./schemas";

const join = (runs: readonly TextRun[], but: TextRun["kind"]) =>
  runs
    .filter(({ kind }) => kind !== but)
    .map(({ text }) => text)
    .join("");

describe("the difference of two texts", () => {
  test("is told in words, what went before what came", () => {
    expect(diffText("We open at nine today.", "We open at ten today.")).toEqual([
      { kind: "same", text: "We open at " },
      { kind: "removed", text: "nine" },
      { kind: "added", text: "ten" },
      { kind: "same", text: " today." },
    ]);
  });

  test("gathers neighbouring words into one change", () => {
    expect(diffText("a red big car", "a blue small car")).toEqual([
      { kind: "same", text: "a " },
      { kind: "removed", text: "red big" },
      { kind: "added", text: "blue small" },
      { kind: "same", text: " car" },
    ]);
  });

  test("never splits what a reader sees as one character", () => {
    expect(diffText("👩🏽‍🚀 é", "👩🏿‍🚀 é")[0]).toEqual({ kind: "removed", text: "👩🏽‍🚀" });
  });

  test("gives back both texts, whatever they are", () => {
    const word = fc.constantFrom("a", "b", "c", " ", "\n", "é", "👋🏽", ". ");
    const text = fc.oneof(
      fc.array(word, { maxLength: 40 }).map((list) => list.join("")),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        const runs = diffText(before, after);
        expect(join(runs, "added")).toBe(before);
        expect(join(runs, "removed")).toBe(after);
        runs.slice(1).forEach((run, index) => expect(run.kind).not.toBe(runs[index]?.kind));
      }),
    );
  });

  test("of two long texts that share little is found in a moment, by lines", () => {
    const long = (seed: number) =>
      Array.from({ length: 4_000 }, (_, index) => `word${index * seed} line${index % 7}\n`).join("");
    const runs = diffText(long(3), long(5));
    expect(join(runs, "added")).toBe(long(3));
    expect(join(runs, "removed")).toBe(long(5));
  });
});

describe("the difference of two versions", () => {
  const [bluesky, mastodon, site] = [newId("channel"), newId("channel"), newId("channel")];
  const [photo, film] = [newId("asset"), newId("asset")];
  const version = (content: VersionSource) => versionContent.parse(content);

  test("puts channels together that say the same, and apart those with words of their own", () => {
    const before = version({ body: "one", variants: [{ channelId: bluesky }, { channelId: mastodon }] });
    const after = version({
      body: "two",
      variants: [{ channelId: bluesky }, { channelId: mastodon, body: "zwei" }, { channelId: site }],
    });
    const { groups } = diffVersions(before, after);
    expect(groups.map(({ channelIds, change }) => [channelIds, change])).toEqual([
      [[bluesky], "changed"],
      [[mastodon], "changed"],
      [[site], "added"],
    ]);
    expect(groups[1]?.text).toEqual([
      { kind: "removed", text: "one" },
      { kind: "added", text: "zwei" },
    ]);
    const together = diffVersions(before, version({ ...before, body: "two" })).groups;
    expect(together).toMatchObject([{ channelIds: [bluesky, mastodon], change: "changed" }]);
  });

  test("tells of title, tags, files, parts and options", () => {
    const media = [{ assetId: photo, altText: "A cat" }, { assetId: film }];
    const part = { kind: "thread" as const, body: "more", media: [], delayMinutes: 0 };
    const before = version({
      title: "Old",
      tags: ["a", "b"],
      media,
      variants: [{ channelId: site }],
      parts: [part],
    });
    const after = version({
      ...{ title: "New", tags: ["b", "c"], parts: [{ ...part, delayMinutes: 5 }, part] },
      media: [{ assetId: film }, { assetId: photo, altText: "Two cats" }],
      variants: [{ channelId: site, settings: { slug: "x" } }],
    });
    expect(diffVersions(before, after)).toMatchObject({
      title: { before: "Old", after: "New" },
      tags: { added: ["c"], removed: ["a"] },
      groups: [
        {
          change: "changed",
          media: { added: [], removed: [], described: [photo], reordered: true },
          parts: [
            { number: 1, change: "changed", delayMinutes: { before: 0, after: 5 } },
            { number: 2, change: "added", delayMinutes: { before: null, after: 0 } },
          ],
          settings: ["slug"],
        },
      ],
    });
  });

  test("shows a first version as all new, and a post without channels by its own text", () => {
    expect(diffVersions(null, version({ body: "hello" })).groups).toMatchObject([
      { channelIds: [], change: "added", text: [{ kind: "added", text: "hello" }] },
    ]);
    const draft = version({ body: "same" });
    expect(diffVersions(draft, draft).groups).toMatchObject([{ change: "same" }]);
  });
});
