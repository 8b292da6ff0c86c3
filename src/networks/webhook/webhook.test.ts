import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHttpClient } from "@/platform/http";
import { type FakeReceiver, startReceiver } from "@/testing/fakes/webhook";
import { aCall, aPicture, testTools } from "@/testing/network-call";
import type { Account } from "../contract";
import { webhook } from ".";

let receiver: FakeReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const hook = { method: "POST", path: "/hook" };
const connectWith = (input: Record<string, string>, tools = testTools()) => {
  if (webhook.connect.type !== "form") throw new Error("Not a form");
  return webhook.connect.connect(input, tools);
};
const account = (): Account => ({
  externalId: "x",
  handle: "x",
  settings: { url: `${receiver.url}/hook` },
  credentials: { secret: receiver.secret },
});

describe("connecting", () => {
  test("makes a key, shows it once, and pings with it", async () => {
    const result = await connectWith({ url: `${receiver.url}/hook` });
    if (result.status !== "connected") throw new Error(result.detail);
    const secret = result.reveal?.secret ?? "";
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(result.account).toMatchObject({ externalId: `${receiver.url}/hook`, credentials: { secret } });
    const [ping] = receiver.calls;
    expect(
      new Webhook(secret).verify(ping?.body.toString() ?? "", ping?.headers as Record<string, string>),
    ).toMatchObject({ type: "ping" });
  });

  test("takes a key that the receiver already has, and does not show it", async () => {
    const result = await connectWith({ url: `${receiver.url}/hook`, secret: receiver.secret });
    expect(result).toMatchObject({
      status: "connected",
      account: { credentials: { secret: receiver.secret } },
    });
    expect(result).not.toHaveProperty("reveal");
  });

  test("a receiver that does not know the key yet may still be connected", async () => {
    receiver.answer = { status: 401 };
    expect(await connectWith({ url: `${receiver.url}/hook` })).toMatchObject({ status: "connected" });
  });

  test.each([
    [{ url: "nothing" }, "invalid", "url"],
    [{ url: "file:///etc/passwd" }, "invalid", "url"],
    [{ url: "http://a:b@localhost/" }, "invalid", "url"],
    [{ url: "http://localhost:1/" }, "unreachable", "url"],
    [{ url: "http://localhost/", secret: "short" }, "invalid", "secret"],
  ])("%j is refused: %s", async (input, reason, field) =>
    expect(await connectWith(input)).toMatchObject({ status: "refused", reason, field }),
  );

  test("a private address is refused", async () => {
    const tools = { ...testTools(), http: createHttpClient() };
    expect(await connectWith({ url: `${receiver.url}/hook` }, tools)).toMatchObject({
      status: "refused",
      reason: "invalid",
      field: "url",
    });
    expect(receiver.calls).toHaveLength(0);
  });
});

describe("publishing", () => {
  test("posts a signed message that says everything", async () => {
    const media = [await aPicture()];
    const call = aCall(account(), { title: "T", body: "Hé 👋", tags: ["a"], media, language: "fr" });
    const result = await webhook.publish(call);
    expect(result).toMatchObject({
      status: "published",
      externalId: call.dedupeKey,
      url: null,
      answer: { httpStatus: 200 },
    });
    expect(receiver.received).toMatchObject([
      {
        id: call.dedupeKey,
        payload: {
          type: "post.published",
          timestamp: call.firstAttemptAt.toISOString(),
          data: {
            id: call.dedupeKey,
            kind: "post",
            part: 0,
            inReplyTo: null,
            title: "T",
            body: "Hé 👋",
            tags: ["a"],
            language: "fr",
            media: [{ url: media[0]?.url, altText: "A red field" }],
          },
        },
      },
    ]);
  });

  test("a part says what it is, and under what the receiver made of those before it", async () => {
    receiver.answer = { status: 201, json: { id: 42, url: "https://blog.example/42" } };
    const first = await webhook.publish(aCall(account()));
    if (first.status !== "published") throw new Error(first.detail);
    const root = { externalId: first.externalId, url: first.url };
    const under = { kind: "first_comment", part: 1, root, parent: root } as const;
    await webhook.publish(aCall(account(), { body: "More" }, { dedupeKey: "delivery_2", under }));
    expect(receiver.received.at(-1)).toMatchObject({
      id: "delivery_2",
      payload: {
        data: {
          body: "More",
          kind: "first_comment",
          part: 1,
          inReplyTo: { parent: { id: "42", url: "https://blog.example/42" } },
        },
      },
    });
  });

  test("a receiver may say where the post went", async () => {
    receiver.answer = { status: 201, json: { id: 42, url: "https://blog.example/42" } };
    expect(await webhook.publish(aCall(account()))).toMatchObject({
      status: "published",
      externalId: "42",
      url: "https://blog.example/42",
    });
  });

  test("an address that a receiver makes up is not believed", async () => {
    receiver.answer = { status: 200, json: { id: "7" } };
    expect(await webhook.publish(aCall(account()))).toMatchObject({ externalId: "7", url: null });
    receiver.answer = { status: 200, json: { url: "javascript:alert(1)" } };
    expect(await webhook.publish(aCall(account()))).toMatchObject({ status: "published", url: null });
  });

  test("any 2xx is acceptance, whatever its body", async () => {
    receiver.answer = { status: 202, html: "<p>thanks" };
    expect(await webhook.publish(aCall(account()))).toMatchObject({ status: "published" });
    receiver.answer = { status: 200, html: "x".repeat(200_000) };
    expect(await webhook.publish(aCall(account()))).toMatchObject({ status: "published" });
  });

  test("every attempt carries the same id and the same body", async () => {
    const call = aCall(account());
    receiver.fail("500_before", hook);
    expect(await webhook.publish(call)).toMatchObject({ status: "unknown" });
    await webhook.publish({ ...call, ...testTools() });
    const [first, second] = receiver.calls;
    expect(second?.body.equals(first?.body ?? Buffer.of())).toBe(true);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  });

  test.each([
    [410, "rejected", "auth"],
    [404, "rejected", "not_found"],
    [401, "rejected", "auth"],
    [403, "rejected", "auth"],
    [400, "rejected", "invalid_content"],
    [422, "rejected", "invalid_content"],
    [408, "retry", "unavailable"],
    [302, "retry", "unavailable"],
  ])("a %i is %s: %s", async (status, expected, reason) => {
    receiver.answer = { status, headers: { location: "https://elsewhere.example/" } };
    expect(await webhook.publish(aCall(account()))).toMatchObject({ status: expected, reason });
  });

  test.each([500, 502, 503, 504])("a %i proves nothing: the receiver may have taken it", async (status) => {
    receiver.answer = { status };
    expect(await webhook.publish(aCall(account()))).toMatchObject({
      status: "unknown",
      answer: { httpStatus: status },
    });
  });

  test("429 and 503 wait as long as they ask", async () => {
    for (const fault of ["429", "503_before"] as const) {
      receiver.fail(fault, { ...hook, retryAfter: "90" });
      expect(await webhook.publish(aCall(account()))).toMatchObject({ status: "retry", afterMs: 90_000 });
    }
  });

  test("no answer is unknown, and may be sent again: the receiver drops the repeat", async () => {
    receiver.fail("reset_after", hook);
    const call = aCall(account());
    expect(await webhook.publish(call)).toMatchObject({ status: "unknown" });
    expect(await webhook.publish({ ...call, ...testTools() })).toMatchObject({ status: "published" });
    expect(receiver.received).toHaveLength(1);
    expect(webhook.resendWindowMs).toBeGreaterThan(86_400_000);
  });

  test("a receiver that is gone proves that nothing was sent", async () => {
    const who = account();
    await receiver.close();
    expect(await webhook.publish(aCall(who))).toMatchObject({ status: "retry", reason: "not_sent" });
  });
});

test("testing pings, and tells refused and unreachable apart", async () => {
  expect(await webhook.test(account(), testTools())).toMatchObject({ status: "ok" });
  receiver.answer = { status: 401 };
  expect(await webhook.test(account(), testTools())).toMatchObject({ status: "auth" });
  receiver.answer = { status: 500 };
  expect(await webhook.test(account(), testTools())).toMatchObject({ status: "unreachable" });
});

test("each address is a server of its own, which its key does not give away", () => {
  const of = (url: string) => webhook.serverOf?.({ settings: { url } });
  expect(of("https://hooks.example/a/secret")).toMatch(/^hooks\.example#[0-9a-f]{12}$/);
  expect(of("https://hooks.example/a")).not.toBe(of("https://hooks.example/b"));
});
