import { describe, expect, test } from "vitest";
import { newId } from "@/kernel/ids";
import { diffVersions } from "./policy";
import { type VersionSource, versionContent } from "./schemas";

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
