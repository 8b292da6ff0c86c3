import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { useEnvironment } from "@/testing/environment";
import { canonicalJson, signatureOf } from "~/inngest/local/signing";
import { GET, POST, PUT } from "./route";

const signingKey = `signkey-test-${"a1".repeat(32)}`;
const url = "http://localhost:3000/api/inngest";
const aRequest = (method: string, body?: object, headers: Record<string, string> = {}) =>
  new NextRequest(url, {
    method,
    body: body ? canonicalJson(body) : null,
    headers: { host: "localhost:3000", "content-type": "application/json", ...headers },
  });

describe("without an Inngest server", () => {
  useEnvironment();

  test("there is no such route", async () => {
    const url = "http://localhost:3000/api/inngest?fnId=publify-system.sweep-outbox&stepId=step";
    for (const [method, handler] of Object.entries({ GET, POST, PUT })) {
      const request = new NextRequest(url, { method, body: method === "GET" ? null : "{}" });
      expect((await handler(request, undefined)).status).toBe(404);
    }
  });
});

describe("with an Inngest server", () => {
  useEnvironment({ INNGEST_SIGNING_KEY: signingKey, INNGEST_EVENT_KEY: "event-key" });

  test("a signed registration is answered with the functions", async () => {
    const body = { url };
    const signature = signatureOf(canonicalJson(body), signingKey, new Date());
    const headers = { "x-inngest-sync-kind": "in_band", "x-inngest-signature": signature };
    const response = await PUT(aRequest("PUT", body, headers), undefined);
    expect(response.status).toBe(200);
    const { functions } = (await response.json()) as { functions: { id: string }[] };
    expect(functions.map(({ id }) => id)).toContain("publify-system.sweep-outbox");
  });

  test("what is not signed, signed with another key, or signed long ago is refused", async () => {
    const body = { url };
    const text = canonicalJson(body);
    const old = new Date(Date.now() - 10 * 60_000);
    const signatures = [
      signatureOf(text, `signkey-test-${"b2".repeat(32)}`, new Date()),
      signatureOf(text, signingKey, old),
    ];
    expect((await GET(aRequest("GET"), undefined)).status).toBe(401);
    expect((await POST(aRequest("POST", body), undefined)).status).toBe(401);
    expect((await PUT(aRequest("PUT", body), undefined)).status).toBe(401);
    for (const signature of signatures)
      expect(
        (await POST(aRequest("POST", body, { "x-inngest-signature": signature }), undefined)).status,
      ).toBe(401);
  });
});
