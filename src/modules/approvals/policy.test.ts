import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Finishing } from "@/modules/publishing/policy";
import {
  approvalContentOf,
  approvalHash,
  changesOf,
  mayAsk,
  modeFor,
  postApprovalOf,
  type Standing,
  stagesToAsk,
  strictestOf,
} from "./policy";
import { APPROVAL_MODES, type ApprovalContent, type ApprovalMode } from "./schemas";

const modes = fc.constantFrom(...APPROVAL_MODES);

describe("the strictest of several modes", () => {
  test.each<[ApprovalMode, ApprovalMode, ApprovalMode]>([
    ["none", "none", "none"],
    ["none", "internal", "internal"],
    ["none", "client", "client"],
    ["internal", "internal", "internal"],
    ["internal", "client", "both"],
    ["client", "client", "client"],
    ["internal", "both", "both"],
    ["client", "both", "both"],
    ["both", "staged", "staged"],
    ["none", "staged", "staged"],
  ])("of %s and %s is %s, whichever comes first", (left, right, expected) => {
    expect(strictestOf(left, right)).toBe(expected);
    expect(strictestOf(right, left)).toBe(expected);
  });

  test("does not depend on grouping, and asks nothing twice", () => {
    fc.assert(
      fc.property(modes, modes, modes, (a, b, c) => {
        expect(strictestOf(strictestOf(a, b), c)).toBe(strictestOf(a, strictestOf(b, c)));
        expect(strictestOf(a, a)).toBe(a);
      }),
    );
  });
});

describe("the mode of a post", () => {
  const policies = [
    { channelId: null, mode: "internal" as const },
    { channelId: "loose", mode: "none" as const },
    { channelId: "shown", mode: "client" as const },
  ];

  test.each<[string[], ApprovalMode]>([
    [[], "internal"],
    [["other"], "internal"],
    [["loose"], "none"],
    [["loose", "other"], "internal"],
    [["shown"], "client"],
    [["loose", "shown"], "client"],
    [["shown", "other"], "both"],
  ])("that goes to %j is %s", (channels, expected) => expect(modeFor(channels, policies)).toBe(expected));

  test("is none where nobody set anything", () => expect(modeFor(["any"], [])).toBe("none"));
});

const content: ApprovalContent = {
  title: "Spring",
  body: "Hello",
  tags: ["a", "b"],
  language: "en",
  media: [
    { assetId: "x", altText: "A cat" },
    { assetId: "y", altText: "" },
  ],
  parts: [{ kind: "thread", body: "More", media: [], delayMinutes: 0 }],
  variants: [
    { channelId: "one", body: null, assetIds: null, parts: null, settings: { b: 1, a: { d: 2, c: 3 } } },
    { channelId: "two", body: "Hi", assetIds: ["x", "y"], parts: null, settings: {} },
  ],
};
const [first, second] = content.variants as [
  ApprovalContent["variants"][number],
  ApprovalContent["variants"][number],
];

describe("the hash of what goes out", () => {
  test.each<[string, Partial<ApprovalContent>]>([
    ["the order of its channels", { variants: [second, first] }],
    [
      "the order of a setting's keys",
      { variants: [{ ...first, settings: { a: { c: 3, d: 2 }, b: 1 } }, second] },
    ],
    [
      "the order in which a channel's media were chosen",
      { variants: [first, { ...second, assetIds: ["y", "x"] }] },
    ],
  ])("does not see %s", (_, change) =>
    expect(approvalHash({ ...content, ...change })).toBe(approvalHash(content)),
  );

  test.each<[string, Partial<ApprovalContent>]>([
    ["a title", { title: null }],
    ["one letter", { body: "hello" }],
    ["a tag", { tags: ["a"] }],
    ["the language", { language: "fr" }],
    ["a description of an image", { media: [{ assetId: "x", altText: "A dog" }] }],
    ["the order of the media", { media: [...content.media].reverse() }],
    ["a part", { parts: [] }],
    ["a channel", { variants: [first] }],
    ["a channel's own text", { variants: [{ ...first, body: "Hello" }, second] }],
    ["a channel's media", { variants: [first, { ...second, assetIds: ["x"] }] }],
    ["a channel's own parts", { variants: [{ ...first, parts: [] }, second] }],
    [
      "what becomes of a channel's text when it leaves",
      { variants: [{ ...first, leaving: { body: "Hello – Us", parts: ["More"] } }, second] },
    ],
    ["whose address is put in", { address: { postId: "post", channelId: null } }],
    ["a setting", { variants: [first, { ...second, settings: { visibility: "private" } }] }],
  ])("sees %s", (_, change) =>
    expect(approvalHash({ ...content, ...change })).not.toBe(approvalHash(content)),
  );

  test("is the SHA-256 that was stored yesterday", () =>
    expect(approvalHash({ ...content, variants: [], parts: [], media: [] })).toMatchInlineSnapshot(
      `"980bd33d399eb228ed347ca516871e3ba816a2265a82cce078846e04132ca1f8"`,
    ));
});

const said = (stage: Standing["stage"], state: Standing["state"], contentHash = "now"): Standing => ({
  stage,
  state,
  contentHash,
});

describe("how far a post's approval is", () => {
  test.each<[ApprovalMode, Standing[], string]>([
    ["none", [], "none"],
    ["none", [said("internal", "pending")], "pending"],
    ["none", [said("internal", "withdrawn")], "none"],
    ["none", [said("client", "approved")], "approved"],
    ["internal", [], "required"],
    ["internal", [said("internal", "pending")], "pending"],
    ["internal", [said("internal", "approved")], "approved"],
    ["internal", [said("internal", "approved", "before")], "required"],
    ["internal", [said("internal", "superseded")], "required"],
    ["internal", [said("internal", "changes_requested")], "changes_requested"],
    ["internal", [said("internal", "pending"), said("internal", "changes_requested")], "pending"],
    ["internal", [said("internal", "approved"), said("client", "pending")], "pending"],
    ["client", [said("internal", "approved")], "required"],
    ["both", [said("internal", "approved")], "required"],
    ["both", [said("internal", "approved"), said("client", "pending")], "pending"],
    ["both", [said("internal", "approved"), said("client", "changes_requested")], "changes_requested"],
    ["both", [said("internal", "approved"), said("client", "approved")], "approved"],
    ["staged", [said("internal", "approved")], "required"],
    ["staged", [said("client", "approved"), said("internal", "approved")], "approved"],
  ])("under %s with %j is %s", (mode, standings, expected) =>
    expect(postApprovalOf(mode, "now", standings)).toBe(expected),
  );
});

describe("what to ask next", () => {
  test.each<[ApprovalMode, Standing[], string[]]>([
    ["none", [], ["internal"]],
    ["internal", [], ["internal"]],
    ["internal", [said("internal", "pending")], []],
    ["client", [], ["client"]],
    ["both", [], ["internal", "client"]],
    ["both", [said("client", "pending")], ["internal"]],
    ["staged", [], ["internal"]],
    ["staged", [said("internal", "pending")], []],
    ["staged", [said("internal", "approved")], ["client"]],
    ["staged", [said("internal", "approved", "before")], ["internal"]],
    ["staged", [said("client", "changes_requested"), said("internal", "approved")], ["client"]],
  ])("under %s with %j is %j", (mode, standings, expected) =>
    expect(stagesToAsk(mode, "now", standings)).toEqual(expected),
  );

  test("never the client before the team, when the order matters", () => {
    expect(mayAsk("staged", "client", "now", [])).toBe(false);
    expect(mayAsk("staged", "client", "now", [said("internal", "approved")])).toBe(true);
    expect(mayAsk("both", "client", "now", [])).toBe(true);
    expect(mayAsk("none", "client", "now", [])).toBe(true);
  });
});

describe("what would go out", () => {
  const plain: Finishing = {
    sign: (text) => text,
    fill: (text) => ({ text, unknown: [] }),
    tag: (text) => text,
    url: null,
  };
  const post = { ...content, afterPostId: "other", afterChannelId: null };
  const contentWith = (finishing: Partial<Finishing>, body = "Hello") =>
    approvalContentOf({
      post: { ...post, body },
      media: [],
      variants: content.variants.map((variant) => ({ ...variant, finishing: { ...plain, ...finishing } })),
    });

  test("says nothing of texts that leave as they are written, so that older agreements hold", () =>
    expect(approvalHash(contentWith({}))).toBe(approvalHash({ ...content, media: [] })));

  test("signs the post itself, and tags all that it says", () => {
    const { variants } = contentWith({ sign: (text) => `${text} – Us`, tag: (text) => text.toUpperCase() });
    expect(variants.map(({ leaving }) => leaving)).toEqual([
      { body: "HELLO – US", parts: ["MORE"] },
      { body: "HI – US", parts: ["MORE"] },
    ]);
  });

  test("names the post whose address a text asks for, and only then", () => {
    expect(contentWith({}).address).toBeUndefined();
    expect(contentWith({}, "See {{ Post_Url }}").address).toEqual({ postId: "other", channelId: null });
  });

  test("differs channel by channel where nobody rewrote anything", () => {
    const names = { asset: (id: string) => id, channel: (id: string) => id };
    const changes = changesOf(contentWith({}), contentWith({ sign: (text) => `${text}!` }), names);
    expect(changes).toEqual([
      { field: "body", channelId: "one", before: "Hello", after: "Hello!" },
      { field: "body", channelId: "two", before: "Hi", after: "Hi!" },
    ]);
    expect(changesOf(contentWith({}), contentWith({}, "Other"), names)).toEqual([
      { field: "body", channelId: null, before: "Hello", after: "Other" },
    ]);
  });
});
