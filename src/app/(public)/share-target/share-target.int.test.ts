import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { getDatabase } from "@/db/client";
import { type Id, newId } from "@/kernel/ids";
import type { Role } from "@/kernel/permissions";
import { getPost } from "@/modules/publishing/queries";
import { lastWorkspaceCookie } from "@/modules/workspaces/schemas";
import { members } from "@/modules/workspaces/tables";
import { anAddress, appUrl, Browser, useSignIn } from "@/testing/auth";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { aPicture } from "@/testing/media";
import { posts } from "@/modules/publishing/tables";
import { shareBytesMax } from "./form";
import { GET, POST } from "./route";

useSignIn();
useDatabase();

async function aSeat(browser: Browser, role: Role = "author"): Promise<WorkspaceCtx> {
  const userId = (await browser.userId()) as Id<"user">;
  const ctx = await aWorkspace();
  await getDatabase()
    .db.insert(members)
    .values({ id: newId("member"), tenantId: ctx.tenantId, userId, role });
  return ctx;
}

async function aPerson(role?: Role): Promise<{ browser: Browser; ctx: WorkspaceCtx }> {
  const browser = new Browser();
  await browser.signUp(anAddress());
  return { browser, ctx: await aSeat(browser, role) };
}

interface Shared {
  title?: string;
  text?: string;
  url?: string;
  files?: { name: string; bytes: Uint8Array; type?: string }[];
}

/** What a phone sends when somebody shares: no page caused it. */
function share(browser: Browser, { files = [], ...words }: Shared, site = "none"): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(words)) form.set(name, value);
  for (const { name, bytes, type = "image/png" } of files)
    form.append("media", new File([new Uint8Array(bytes)], name, { type }));
  const { headers } = browser;
  headers.set("origin", "null");
  headers.set("sec-fetch-site", site);
  return POST(new Request(`${appUrl}/share-target`, { method: "POST", headers, body: form }));
}

const placeOf = (answer: Response): URL => new URL(answer.headers.get("location") ?? "", appUrl);

async function draftAt(ctx: WorkspaceCtx, place: URL) {
  return getPost(ctx, { postId: place.searchParams.get("post") as Id<"post"> });
}

const countOf = async ({ tenantId }: WorkspaceCtx) =>
  getDatabase().db.$count(posts, eq(posts.tenantId, tenantId));

describe("what is shared with the application", () => {
  test("becomes a draft with its photo, opened in the composer", async () => {
    const { browser, ctx } = await aPerson();
    const answer = await share(browser, {
      ...{ title: "Harbour", text: "Look at this", url: "https://example.com/quay" },
      files: [{ name: "boats.png", bytes: await aPicture({ personal: true }) }],
    });
    expect(answer.status).toBe(303);
    const place = placeOf(answer);
    expect(place.pathname).toBe(`/${ctx.tenantId.slice(3)}/compose`);
    const post = await draftAt(ctx, place);
    expect(post).toMatchObject({ title: "Harbour", state: "draft", media: [{ kind: "image" }] });
    expect(post.body).toBe("Look at this\n\nhttps://example.com/quay");
  });

  test("goes to the workspace that was open last, and never to one that is not one's own", async () => {
    const { browser, ctx: first } = await aPerson();
    const second = await aSeat(browser);
    const foreign = await aWorkspace();
    for (const [last, expected] of [
      [first, [first]],
      [second, [second]],
      [foreign, [first, second]],
    ] as const) {
      browser.cookies.set(lastWorkspaceCookie, last.tenantId.slice(3));
      const place = placeOf(await share(browser, { text: "x" }));
      expect(expected.map(({ tenantId }) => `/${tenantId.slice(3)}/compose`)).toContain(place.pathname);
    }
    expect(await countOf(foreign)).toBe(0);
  });

  test("says an address once that its text has already", async () => {
    const { browser, ctx } = await aPerson();
    const place = placeOf(
      await share(browser, { text: "See https://example.com/a", url: "https://example.com/a" }),
    );
    expect((await draftAt(ctx, place)).body).toBe("See https://example.com/a");
  });

  test("keeps the rest when a file is refused, and says which and why", async () => {
    const { browser, ctx } = await aPerson();
    const answer = await share(browser, {
      text: "kept",
      files: [{ name: "x.png", bytes: new TextEncoder().encode("<svg onload=alert(1)>") }],
    });
    const place = placeOf(answer);
    expect(place.pathname).toBe("/shared");
    expect(Object.fromEntries(place.searchParams)).toMatchObject({
      ...{ problem: "files_refused", name: "x.png", reason: "asset.type" },
    });
    const to = new URL(place.searchParams.get("to") ?? "", appUrl);
    expect((await draftAt(ctx, to)).body).toBe("kept");
  });

  test("waits for its person to sign in, and its text is not lost", async () => {
    const { browser, ctx } = await aPerson();
    const session = new Map(browser.cookies);
    browser.cookies.clear();
    const text = "Written on the bus. ".repeat(400);
    const answer = await share(browser, { text, files: [{ name: "a.png", bytes: await aPicture() }] });
    expect(placeOf(answer).href).toBe(`${appUrl}/sign-in?next=%2Fshare-target`);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
    for (const [name, value] of session) browser.cookies.set(name, value);
    const [pair = ""] = cookie.split(";");
    browser.cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    const resume = () => GET(new Request(`${appUrl}/share-target`, { headers: browser.headers }));
    const place = placeOf(await resume());
    expect(place.searchParams.get("problem")).toBe("files_lost");
    const to = new URL(place.searchParams.get("to") ?? "", appUrl);
    expect((await draftAt(ctx, to)).body).toBe(text.trim());
    expect(placeOf(await resume()).pathname).toBe("/start");
    expect(await countOf(ctx)).toBe(1);
  });

  test.each(["cross-site", "same-site"])("is not taken from another site (%s)", async (site) => {
    const { browser, ctx } = await aPerson();
    expect(placeOf(await share(browser, { text: "planted" }, site)).searchParams.get("problem")).toBe(
      "foreign",
    );
    expect(await countOf(ctx)).toBe(0);
  });

  test("is not taken from a browser that hides where it comes from", async () => {
    const { browser } = await aPerson();
    const { headers } = browser;
    headers.set("origin", "null");
    const body = new FormData();
    body.set("text", "planted");
    const answer = await POST(new Request(`${appUrl}/share-target`, { method: "POST", headers, body }));
    expect(placeOf(answer).searchParams.get("problem")).toBe("foreign");
  });

  test("is refused with a page when it is empty, too large, no form, or its person may not write", async () => {
    const { browser } = await aPerson();
    const problem = async (answer: Promise<Response>) => placeOf(await answer).searchParams.get("problem");
    expect(await problem(share(browser, { text: "  " }))).toBe("empty");
    const { headers } = browser;
    headers.set("sec-fetch-site", "none");
    const raw = (type: string, body: BodyInit) =>
      POST(
        new Request(`${appUrl}/share-target`, {
          ...{ method: "POST", body, headers: { ...Object.fromEntries(headers), "content-type": type } },
        }),
      );
    expect(await problem(raw("application/json", "{}"))).toBe("malformed");
    expect(await problem(raw("multipart/form-data; boundary=x", new Uint8Array(shareBytesMax + 1)))).toBe(
      "too_large",
    );
    const viewer = await aPerson("viewer");
    expect(await problem(share(viewer.browser, { text: "x" }))).toBe("forbidden");
  });
});
