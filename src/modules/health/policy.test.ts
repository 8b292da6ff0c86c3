import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PublishResult } from "@/networks/contract";
import { site } from "@/networks/site";
import { webhook } from "@/networks/webhook";
import {
  afterOutcome,
  budgetIssues,
  failuresToOpen,
  type Health,
  type HealthOutcome,
  healthKeyOf,
  serverNameOf,
  totalOf,
  usedAround,
  wellnessOf,
} from "./policy";

const start = new Date("2026-11-21T08:00:00Z");
const at = (ms: number) => new Date(start.getTime() + ms);
const fails = (source: string): HealthOutcome => ({ key: "k", ok: false, detail: "503", source });
const answers: HealthOutcome = { key: "k", ok: true, detail: null, source: "any" };
const failing = (count: number, now = start): Health | null =>
  Array.from({ length: count }, (_, index) => fails(`delivery ${index}`)).reduce<Health | null>(
    (health, one) => afterOutcome(health, one, now),
    null,
  );

describe("the circuit of a server", () => {
  test("opens after failures in a row, for a while that is told", () => {
    expect(failing(failuresToOpen - 1)).toMatchObject({ state: "closed" });
    expect(failing(failuresToOpen)).toMatchObject({ state: "open", openedAt: start, retryAt: at(30_000) });
  });

  test("forgets everything with one answer", () => {
    expect(afterOutcome(failing(failuresToOpen - 1), answers, start)).toBeNull();
    expect(afterOutcome(failing(failuresToOpen), answers, start)).toBeNull();
  });

  test("stays closed for one delivery that fails again and again", () => {
    const stuck = Array.from({ length: 50 }, () => fails("the same")).reduce<Health | null>(
      (health, one) => afterOutcome(health, one, start),
      null,
    );
    expect(stuck).toMatchObject({ state: "closed", failures: 1 });
  });

  test("does not add up failures that lie far apart", () => {
    const health = afterOutcome(failing(failuresToOpen - 1), fails("later"), at(3_600_000));
    expect(health).toMatchObject({ state: "closed", failures: 1 });
  });

  test("is not changed by calls that were under way when it opened", () => {
    const open = failing(failuresToOpen);
    expect(afterOutcome(open, fails("late"), at(5_000))).toEqual(open);
  });

  test("closes when its probe is answered, and waits longer each time when it is not", () => {
    let health = failing(failuresToOpen);
    const waits: number[] = [];
    for (let probe = 0; probe < 8 && health; probe++) {
      const now = health.retryAt ?? start;
      health = afterOutcome({ ...health, state: "half_open" }, fails(`probe ${probe}`), now);
      waits.push((health?.retryAt?.getTime() ?? 0) - now.getTime());
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000, 600_000]);
    expect(health?.openedAt).toEqual(start);
    expect(afterOutcome(health && { ...health, state: "half_open" }, answers, start)).toBeNull();
  });

  test("closes when its probe is answered with anything, which tells nothing at other times", () => {
    const slowDown: HealthOutcome = { key: "k", ok: null, detail: "429", source: "any" };
    const open = failing(failuresToOpen);
    expect(afterOutcome(open && { ...open, state: "half_open" }, slowDown, start)).toBeNull();
    expect(afterOutcome(open, slowDown, start)).toEqual(open);
    expect(afterOutcome(failing(2), slowDown, start)).toEqual(failing(2));
    expect(afterOutcome(null, slowDown, start)).toBeNull();
  });

  test("whatever happens, an answer after it leaves nothing behind, and an open one always says until when", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ ok: fc.boolean(), source: fc.nat(9), wait: fc.nat(2_000_000) })),
        (all) => {
          let [health, now]: [Health | null, number] = [null, 0];
          for (const { ok, source, wait } of all) {
            now += wait;
            health = afterOutcome(health, { key: "k", ok, detail: null, source: `${source}` }, at(now));
            if (ok) expect(health).toBeNull();
            if (health?.state === "open") expect(health.retryAt).toBeInstanceOf(Date);
            if (health) expect(health.sources.length).toBeLessThanOrEqual(failuresToOpen);
          }
        },
      ),
    ));
});

describe("what a result tells of its server", () => {
  const answer = (httpStatus: number | null) => ({ httpStatus, body: null });
  const retry = (
    reason: "rate_limited" | "unavailable" | "not_sent",
    httpStatus?: number | null,
  ): PublishResult => ({
    status: "retry",
    reason,
    afterMs: null,
    detail: "",
    answer: httpStatus === undefined ? null : answer(httpStatus),
  });
  test.each<[string, PublishResult, boolean | null]>([
    ["a post", { status: "published", externalId: "1", url: null, answer: answer(200) }, true],
    [
      "a post on our own pages",
      { status: "published", externalId: "1", url: null, answer: answer(null) },
      null,
    ],
    ["a refusal", { status: "rejected", reason: "policy", detail: "", answer: answer(403) }, true],
    [
      "a file of ours that is no image",
      { status: "rejected", reason: "invalid_content", detail: "", answer: answer(null) },
      null,
    ],
    ["too many requests", retry("rate_limited", 429), null],
    ["maintenance", retry("unavailable", 503), false],
    ["a request timeout", retry("unavailable", 408), null],
    ["no connection", retry("not_sent", null), false],
    ["a file of ours that cannot be read", retry("not_sent"), null],
    ["an internal error", { status: "unknown", detail: "", answer: answer(500) }, false],
    ["silence", { status: "unknown", detail: "", answer: null }, false],
    ["a page instead of an answer", { status: "unknown", detail: "", answer: answer(200) }, null],
  ])("%s", (_, result, expected) => expect(wellnessOf(result)).toBe(expected));
});

test("a server is named without what only tells it apart", () => {
  expect(healthKeyOf(site, { settings: {} })).toBe("site");
  expect(serverNameOf("site")).toBeNull();
  const key = healthKeyOf(webhook, { settings: { url: "https://hooks.example:8443/secret" } });
  expect(serverNameOf(key)).toBe("hooks.example:8443");
});

describe("an allowance", () => {
  const use = (used: number, limit = 10) => [
    {
      channelId: "channel_01jd3xvk3xe8ktcvz6c8jxzz4q" as never,
      quotas: [{ limit, used, windowMs: 3_600_000, per: "channel" as const }],
    },
  ];
  test.each([
    [7, []],
    [8, ["warning quota_near"]],
    [9, ["warning quota_near"]],
    [10, ["error quota_exceeded"]],
  ])("of ten with %i used", (used, expected) =>
    expect(budgetIssues(use(used)).map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected),
  );

  test("counts the parts of what is added", () => {
    expect(budgetIssues(use(5), () => 6)).toMatchObject([
      { code: "quota_exceeded", details: { adding: 6, hours: 1 } },
    ]);
  });
});

test("costs are summed by currency", () =>
  expect(
    totalOf([
      { minor: 1, currency: "USD" },
      { minor: 20, currency: "EUR" },
      { minor: 19, currency: "USD" },
    ]),
  ).toEqual([
    { minor: 20, currency: "USD" },
    { minor: 20, currency: "EUR" },
  ]));

describe("the fullest window around an instant", () => {
  test.each<[string, number[], number]>([
    ["is empty where nothing stands", [], 0],
    ["counts what lies less than a window before", [1, 99], 2],
    ["counts what lies less than a window behind", [100, 150, 199], 3],
    ["leaves out what lies a whole window away", [0, 200], 0],
    ["counts what stands at the same instant", [100, 100], 2],
    ["never counts over more than one window", [20, 60, 110, 140], 3],
  ])("%s", (_, moments, used) => expect(usedAround(moments, 100, 100)).toBe(used));

  test("holds what any window over it holds at most", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 })),
        fc.integer({ min: 100, max: 200 }),
        (moments, at) => {
          const starts = Array.from({ length: 50 }, (_, n) => at - 49 + n);
          const held = starts.map((from) => moments.filter((one) => one >= from && one < from + 50).length);
          expect(usedAround(moments, at, 50)).toBe(Math.max(...held));
        },
      ),
    ));
});
