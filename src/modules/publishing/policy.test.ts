import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hourMs, minuteMs, secondMs } from "@/kernel/time";
import type { PublishResult } from "@/networks/contract";
import {
  type Assurance,
  attemptsMax,
  contentOf,
  judgeLookup,
  judgePublish,
  judgeUnclear,
  mayBecome,
  NEXT,
  postStateOf,
  retryDelayMs,
  type Standing,
} from "./policy";
import { DELIVERY_STATES, type DeliveryState } from "./schemas";

const now = new Date("2026-11-21T09:00:00Z");
const standing = (change: Partial<Standing> = {}): Standing => ({
  now,
  attemptsMade: 1,
  lookupsMade: 0,
  unclear: false,
  firstAttemptAt: now,
  lastAttemptAt: now,
  spread: 0,
  ...change,
});
const assurance = (change: Partial<Assurance> = {}): Assurance => ({
  canLookup: true,
  resendWindowMs: null,
  settleMs: 5 * secondMs,
  timeoutMs: 30 * secondMs,
  ...change,
});

describe("the state of a post", () => {
  test.each<[DeliveryState[], string]>([
    [[], "draft"],
    [["scheduled"], "scheduled"],
    [["scheduled", "leased"], "scheduled"],
    [["published"], "published"],
    [["published", "cancelled"], "published"],
    [["cancelled"], "cancelled"],
    [["published", "scheduled"], "publishing"],
    [["sending", "scheduled"], "publishing"],
    [["published", "unconfirmed"], "publishing"],
    [["published", "failed"], "partial"],
    [["published", "missed"], "partial"],
    [["failed", "failed"], "failed"],
    [["failed", "missed"], "failed"],
    [["missed"], "missed"],
    [["published", "held"], "held"],
    [["published", "held", "needs_attention"], "needs_attention"],
  ])("%j is %s", (states, expected) => expect(postStateOf(states)).toBe(expected));

  test("does not depend on the order of the deliveries", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DELIVERY_STATES), { maxLength: 5 }), (states) => {
        expect(postStateOf(states.toReversed())).toBe(postStateOf(states));
      }),
    );
  });
});

describe("the machine of a delivery", () => {
  test("what is published stays published", () => expect(NEXT.published).toEqual([]));

  test("nothing that a network may hold is simply sent again", () => {
    expect(mayBecome("sending", "leased")).toBe(false);
    expect(mayBecome("unconfirmed", "leased")).toBe(false);
    expect(mayBecome("needs_attention", "leased")).toBe(false);
  });

  test("each state can be left, but for published", () => {
    for (const state of DELIVERY_STATES) expect(NEXT[state].length > 0).toBe(state !== "published");
  });
});

describe("judging an answer", () => {
  const answer = { httpStatus: 200, body: null };

  test("a publication is taken over with its id and address", () => {
    const result: PublishResult = { status: "published", externalId: "x1", url: "https://n.test/x1", answer };
    expect(judgePublish(result, standing(), assurance())).toEqual({
      state: "published",
      externalId: "x1",
      url: "https://n.test/x1",
      publishedAt: now,
    });
  });

  test("a pause that the network asks for is kept although nobody knows of the first attempt", () => {
    const result: PublishResult = {
      status: "retry",
      reason: "rate_limited",
      afterMs: 600_000,
      detail: "429",
      answer,
    };
    const verdict = judgePublish(
      result,
      { ...standing(), unclear: true },
      { ...assurance(), resendWindowMs: 86_400_000 },
    );
    expect(verdict.dueAt?.getTime()).toBeGreaterThanOrEqual(now.getTime() + 600_000);
  });

  test("a refusal is final and says why", () => {
    const result: PublishResult = { status: "rejected", reason: "policy", detail: "Too spicy", answer };
    expect(judgePublish(result, standing(), assurance())).toEqual({
      state: "failed",
      reason: "policy",
      detail: "Too spicy",
    });
  });

  test("a network that asks for time gets it, even beyond our own backoff", () => {
    const result: PublishResult = {
      status: "retry",
      reason: "rate_limited",
      afterMs: hourMs,
      detail: "429",
      answer,
    };
    const verdict = judgePublish(result, standing(), assurance());
    expect(verdict).toMatchObject({
      state: "scheduled",
      reason: "rate_limited",
      dueAt: new Date(now.getTime() + hourMs),
    });
  });

  test("the tries end, and the person is told why", () => {
    const result: PublishResult = {
      status: "retry",
      reason: "unavailable",
      afterMs: null,
      detail: "503",
      answer,
    };
    expect(judgePublish(result, standing({ attemptsMade: attemptsMax }), assurance())).toMatchObject({
      state: "failed",
      reason: "retries_exhausted",
      detail: "503",
    });
  });

  test("silence is looked up once the network has settled", () => {
    const verdict = judgePublish(
      { status: "unknown", detail: "reset", answer: null },
      standing(),
      assurance(),
    );
    expect(verdict).toMatchObject({ state: "unconfirmed", dueAt: new Date(now.getTime() + 5 * secondMs) });
  });

  test("silence from a network that can neither be asked nor dedupes goes to a person", () => {
    const blind = assurance({ canLookup: false });
    expect(judgeUnclear(standing(), blind, "reset")).toMatchObject({
      state: "needs_attention",
      detail: "reset",
    });
  });

  test("a network that dedupes by our key gets a repeat only while the key surely holds", () => {
    const keyed = assurance({ canLookup: false, resendWindowMs: 24 * hourMs });
    expect(judgeUnclear(standing(), keyed, "reset").state).toBe("unconfirmed");
    const old = standing({ firstAttemptAt: new Date(now.getTime() - 24 * hourMs) });
    expect(judgeUnclear(old, keyed, "reset").state).toBe("needs_attention");
  });

  test("a refusal of the second call proves nothing about the first", () => {
    const keyed = assurance({ canLookup: false, resendWindowMs: 24 * hourMs });
    const refused: PublishResult = { status: "rejected", reason: "policy", detail: "no", answer };
    const limited: PublishResult = {
      status: "retry",
      reason: "rate_limited",
      afterMs: null,
      detail: "429",
      answer,
    };
    expect(judgePublish(refused, standing({ unclear: true }), keyed).state).toBe("unconfirmed");
    expect(judgePublish(limited, standing({ unclear: true }), keyed).state).toBe("unconfirmed");
  });

  test("an absence is proved by the second look, a settle time after the first, and then sent again at once", () => {
    const look = (lookupsMade: number) =>
      judgeLookup({ status: "absent", answer: null }, standing({ lookupsMade }), assurance());
    expect(look(0)).toMatchObject({
      state: "unconfirmed",
      dueAt: new Date(now.getTime() + assurance().settleMs),
    });
    expect(look(1)).toMatchObject({ state: "scheduled", dueAt: now });
  });

  test("a finding is adopted as of its attempt", () => {
    const lastAttemptAt = new Date(now.getTime() - minuteMs);
    expect(
      judgeLookup(
        { status: "found", externalId: "x", url: null, answer: null },
        standing({ lastAttemptAt }),
        assurance(),
      ),
    ).toMatchObject({ state: "published", externalId: "x", publishedAt: lastAttemptAt });
  });

  test("a network that cannot be asked for long goes to a person in the end", () => {
    const tired = standing({ lookupsMade: 6 });
    expect(judgeLookup({ status: "unknown", detail: "503", answer: null }, tired, assurance()).state).toBe(
      "needs_attention",
    );
  });

  test("retries never come sooner than asked, and grow up to half an hour and a quarter", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.option(fc.integer({ min: 0, max: 2 * hourMs })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (made, asked, spread) => {
          const delay = retryDelayMs(made, asked, spread);
          expect(delay).toBeGreaterThanOrEqual(asked ?? 0);
          expect(delay).toBeGreaterThanOrEqual(30 * secondMs);
          expect(delay).toBeLessThanOrEqual(Math.max(asked ?? 0, 30 * minuteMs * 1.25));
        },
      ),
    );
  });
});

describe("what a variant says", () => {
  const post = { title: null, body: "Hello", tags: ["a"], language: "en" };
  const media = [
    { assetId: "asset_1", altText: "one" },
    { assetId: "asset_2", altText: "two" },
  ];

  test("falls back on the post, text and media alike", () => {
    const variant = { body: null, assetIds: null, settings: {} };
    expect(contentOf({ post, variant, media })).toMatchObject({ body: "Hello", media });
  });

  test("keeps the post's order for the media it chooses, and may choose none", () => {
    const variant = { body: "Salut", assetIds: ["asset_2"], settings: { visibility: "public" } };
    expect(contentOf({ post, variant, media })).toMatchObject({ body: "Salut", media: [media[1]] });
    expect(contentOf({ post, variant: { ...variant, assetIds: [] }, media }).media).toEqual([]);
  });
});
