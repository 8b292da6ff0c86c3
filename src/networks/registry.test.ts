import { describe, expect, test } from "vitest";
import { z } from "zod";
import { messagesOf } from "@/i18n/catalogue";
import { LOCALES } from "@/i18n/locales";
import { aCall } from "@/testing/network-call";
import { ISSUE_CODES } from "./capabilities";
import { checkVariant } from "./check";
import { defineNetwork, type Network, REFUSAL_REASONS } from "./contract";
import { findNetwork, NETWORKS } from "./registry";

/** The smallest network that the contract allows: a folder of one file, and one line in the list. */
const echo = defineNetwork({
  key: "echo",
  name: "Echo",
  icon: { path: "M0 0h24v24H0z", color: "#000000" },
  preview: { layout: "payload", altTextShown: false },
  connect: { type: "none" },
  capabilities: {
    text: { max: 5, unit: "characters" },
    title: null,
    image: null,
    gif: null,
    video: null,
    mediaCountMax: 0,
    mediaMixed: false,
    emptyTextWithMedia: false,
    tags: false,
  },
  settings: z.object({}),
  guarantee: "at_most_once",
  resendWindowMs: null,
  settleMs: 0,
  timeoutMs: 1_000,
  publish: async ({ dedupeKey }) => ({
    status: "published",
    externalId: dedupeKey,
    url: null,
    answer: { httpStatus: 200, body: null },
  }),
  test: async () => ({ status: "ok", capabilities: null }),
});

test("a network more is found, checked and published to without a change anywhere else", async () => {
  const networks = [...NETWORKS, echo];
  const found = findNetwork("echo", networks);
  expect(found).toBe(echo);
  const draft = { title: null, body: "123456", media: [], settings: {} };
  expect(checkVariant(draft, echo.capabilities)).toMatchObject([{ code: "text_too_long" }]);
  const account = { externalId: "e", handle: "e", settings: {}, credentials: {} };
  expect(await found?.publish(aCall(account))).toMatchObject({ status: "published" });
  expect(findNetwork("echo")).toBeUndefined();
});

test("keys are unique and fit for rows and addresses", () => {
  const keys = NETWORKS.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(key).toMatch(/^[a-z][a-z0-9-]{1,30}$/);
});

describe.each(NETWORKS.map((network) => [network.key, network] as const))("%s", (key, network: Network) => {
  test("has defaults for all its settings", () => expect(network.settings.safeParse({}).success).toBe(true));

  test("can make good on its promise", () => {
    if (network.guarantee === "exactly_once")
      expect(network.lookup !== undefined || network.resendWindowMs !== null).toBe(true);
    if (network.guarantee === "by_search") expect(network.lookup).toBeDefined();
    if (network.guarantee === "at_least_once") expect(network.resendWindowMs).toBeGreaterThan(0);
  });

  test("has an icon and a colour", () => {
    expect(network.icon.path).toMatch(/^M[\d.\-\sa-zA-Z,]+$/);
    expect(network.icon.color).toMatch(/^#[0-9a-f]{6}$/);
  });

  test.each(LOCALES)("has words in %s for its description, fields, settings and secrets", (locale) => {
    const words = (messagesOf(locale).networks as Record<string, unknown>)[key] as Record<
      string,
      Record<string, string>
    >;
    expect(words?.description).toBeTypeOf("string");
    const fields = network.connect.type === "none" ? [] : network.connect.fields;
    for (const { name } of fields) expect(words.fields?.[name]).toBeTypeOf("string");
    for (const name of Object.keys(network.settings.parse({})))
      expect(words.settings?.[name]).toBeTypeOf("string");
  });
});

test.each(LOCALES)("every issue, refusal and guarantee has a sentence in %s", (locale) => {
  const { issues, problems, guarantee } = messagesOf(locale).networks;
  expect(Object.keys(issues).sort()).toEqual([...ISSUE_CODES].sort());
  expect(Object.keys(problems).sort()).toEqual([...REFUSAL_REASONS].sort());
  for (const network of NETWORKS) expect(Object.keys(guarantee)).toContain(network.guarantee);
});
