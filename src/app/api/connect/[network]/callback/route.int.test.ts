import { expect, test } from "vitest";
import { anAddress, Browser, useSignIn } from "@/testing/auth";
import { useDatabase } from "@/testing/database";
import { GET } from "./route";

useDatabase();
useSignIn();

const answer = (headers: Headers, query: string) =>
  GET(new Request(`http://localhost:3000/api/connect/mastodon/callback?${query}`, { headers }), {
    params: Promise.resolve({ network: "mastodon" }),
  });

test("a person who is not signed in is sent to sign in, without the code", async () => {
  const response = await answer(new Headers(), "code=abc&state=xyz");
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("http://localhost:3000/sign-in");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
});

test("an answer that nobody asked for is refused, whoever brings it", async () => {
  const browser = new Browser();
  await browser.signUp(anAddress());
  const response = await answer(browser.headers, "code=abc&state=forged");
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).not.toContain("abc");
  expect(response.headers.get("cache-control")).toBe("no-store");
});
