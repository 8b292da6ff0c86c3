import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, test } from "vitest";
import { isOutdated } from "./service-worker";

const source = readFileSync(join(import.meta.dirname, "../../../../public/sw.js"), "utf8");
const origin = "https://publify.test";

type Handler = (event: Record<string, unknown>) => void;

/** A browser around the worker, as far as the worker looks: caches, network, pages, messages on the screen. */
class WorkerBrowser {
  readonly caches = new Map<string, Map<string, Response>>();
  readonly asked: string[] = [];
  readonly shown: { title: string; options: Record<string, unknown> }[] = [];
  readonly opened: string[] = [];
  readonly told: unknown[] = [];
  readonly pages: { url: string; navigate(to: string): Promise<void> }[] = [];
  online = true;
  skipped = false;
  private readonly handlers = new Map<string, Handler>();

  constructor(
    private readonly answers: Record<string, () => Response>,
    build = "b2",
  ) {
    const address = new URL(`/sw.js?v=${build}`, origin);
    const self = {
      location: address,
      addEventListener: (name: string, handler: Handler) => this.handlers.set(name, handler),
      skipWaiting: async () => void (this.skipped = true),
      clients: {
        claim: async () => undefined,
        openWindow: async (url: string) => void this.opened.push(url),
        matchAll: async () =>
          this.pages.map((page) => ({
            ...page,
            focus: async () => undefined,
            postMessage: (message: unknown) => void this.told.push(message),
          })),
      },
      registration: {
        showNotification: async (title: string, options: Record<string, unknown>) =>
          void this.shown.push({ title, options }),
        getNotifications: async () => this.shown.map(() => ({ close: () => void this.shown.pop() })),
      },
    };
    const fetch = (request: string | { url: string }) => this.fetch(request);
    const caches = {
      keys: async () => [...this.caches.keys()],
      delete: async (name: string) => this.caches.delete(name),
      match: async (request: { url: string }) => {
        const found = await Promise.all(
          [...this.caches.keys()].map((name) => this.cache(name).match(request)),
        );
        return found.find(Boolean);
      },
      open: async (name: string) => this.cache(name),
    };
    runInNewContext(source, { self, fetch, caches, URL, Set, Promise, Error, String });
  }

  private cache(name: string) {
    const held = this.caches.get(name) ?? new Map<string, Response>();
    this.caches.set(name, held);
    const key = (request: string | { url: string }) =>
      new URL(typeof request === "string" ? request : request.url, origin).pathname;
    return {
      put: async (request: string | { url: string }, answer: Response) => void held.set(key(request), answer),
      match: async (request: string | { url: string }) => held.get(key(request))?.clone(),
    };
  }

  private async fetch(request: string | { url: string }): Promise<Response> {
    const path = new URL(typeof request === "string" ? request : request.url, origin).pathname;
    if (!this.online) throw new TypeError("Failed to fetch");
    this.asked.push(path);
    const answer = this.answers[path]?.() ?? new Response("", { status: 404 });
    Object.defineProperty(answer, "type", { value: "basic" });
    return answer;
  }

  /** Raise an event; resolves once the worker has finished with it. */
  async raise(name: string, event: Record<string, unknown> = {}): Promise<void> {
    const work: Promise<unknown>[] = [];
    this.handlers.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => work.push(promise) });
    await Promise.all(work);
  }

  /** What a page gets for a request; null when the worker leaves it to the network. */
  async request(path: string, { method = "GET", mode = "cors", at = origin } = {}): Promise<string | null> {
    let answer: Promise<Response> | null = null;
    const request = { url: new URL(path, at).href, method, mode };
    this.handlers.get("fetch")?.({
      request,
      respondWith: (given: Promise<Response>) => {
        answer = given;
      },
    });
    if (!answer) return null;
    return (await (answer as Promise<Response>)).text();
  }
}

const offline = `<link href="/_next/static/a.css"><script src="/_next/static/b.js"></script>`;
const ANSWERS = {
  "/offline": () => new Response(offline),
  "/_next/static/a.css": () => new Response("css"),
  "/_next/static/b.js": () => new Response("js"),
  "/_next/static/c.js": () => new Response("later"),
  "/icon-192.png": () => new Response("icon"),
  "/badge-96.png": () => new Response("badge"),
  "/acme/posts": () => new Response("Ada's posts"),
  "/api/trpc/posts": () => new Response("secret"),
};

let browser: WorkerBrowser;
beforeEach(async () => {
  browser = new WorkerBrowser(ANSWERS);
  await browser.raise("install");
});
const keptPaths = () => [...browser.caches.values()].flatMap((cache) => [...cache.keys()]).sort();

describe("the worker", () => {
  test("keeps the offline page with all that it is made of, and waits to be asked before it takes over", () => {
    expect(keptPaths()).toEqual([
      ...["/_next/static/a.css", "/_next/static/b.js", "/badge-96.png", "/icon-192.png", "/offline"],
    ]);
    expect(browser.skipped).toBe(false);
  });

  test("does not come into being with an offline page that is an error", async () => {
    const broken = new WorkerBrowser({ ...ANSWERS, "/offline": () => new Response("", { status: 500 }) });
    await expect(broken.raise("install")).rejects.toThrow("500");
  });

  test("takes over when asked, and clears what older builds kept, but for the one before", async () => {
    browser = new WorkerBrowser(ANSWERS);
    for (const name of ["publify-a9", "somebody-else", "publify-b1"]) browser.caches.set(name, new Map());
    await browser.raise("install");
    await browser.raise("message", { data: { type: "activate" } });
    await browser.raise("activate");
    expect(browser.skipped).toBe(true);
    expect([...browser.caches.keys()]).toEqual(["somebody-else", "publify-b1", "publify-b2"]);
  });

  test("serves a page of the build before its own files, also when the server has them no more", async () => {
    browser.caches.set("publify-b1", new Map([["/_next/static/old.js", new Response("old")]]));
    expect(await browser.request("/_next/static/old.js")).toBe("old");
  });

  test("shows pages of the network, and the offline page without one; keeps no page", async () => {
    const page = { mode: "navigate" };
    expect(await browser.request("/acme/posts", page)).toBe("Ada's posts");
    browser.online = false;
    expect(await browser.request("/acme/posts", page)).toBe(offline);
    expect(keptPaths()).not.toContain("/acme/posts");
  });

  test("asks once for a file that never changes", async () => {
    expect(await browser.request("/_next/static/c.js")).toBe("later");
    browser.online = false;
    expect(await browser.request("/_next/static/c.js")).toBe("later");
    expect(browser.asked.filter((path) => path === "/_next/static/c.js")).toHaveLength(1);
  });

  test("keeps no such file while the product is being developed", async () => {
    browser = new WorkerBrowser(ANSWERS, "development");
    await browser.raise("install");
    await browser.request("/_next/static/c.js");
    await browser.request("/_next/static/c.js");
    expect(browser.asked.filter((path) => path === "/_next/static/c.js")).toHaveLength(2);
    browser.online = false;
    expect(await browser.request("/_next/static/b.js")).toBe("js");
  });

  test.each([
    ["a call of the API", "/api/trpc/posts", {}],
    ["what is shared with the application", "/share-target", { method: "POST", mode: "navigate" }],
    ["data of a page", "/acme/posts?_rsc=1", {}],
    ["another site", "/_next/static/c.js", { at: "https://elsewhere.test" }],
  ])("leaves %s to the network", async (_what, path, options) => {
    expect(await browser.request(path, options)).toBeNull();
  });
});

test.each([
  ["b2", `${origin}/sw.js?v=b2`, false],
  ["b1", `${origin}/sw.js?v=b2`, true],
  ["a b", `${origin}/sw.js?v=a%20b`, false],
  ["b1", undefined, false],
])("a page of build %s under %s is outdated: %s", (build, controller, outdated) => {
  expect(isOutdated(build, controller)).toBe(outdated);
});

describe("a message", () => {
  const push = (data: unknown) => browser.raise("push", { data: { json: () => data } });
  const click = (path: unknown) =>
    browser.raise("notificationclick", { notification: { close: () => undefined, data: { path } } });

  test("is shown with its place, and told to the pages that are open", async () => {
    browser.pages.push({ url: `${origin}/acme`, navigate: async () => undefined });
    await push({ title: "Failed", body: "Why", path: "/acme/posts/1", tag: "notice_1" });
    expect(browser.shown).toMatchObject([
      { title: "Failed", options: { body: "Why", tag: "notice_1", data: { path: "/acme/posts/1" } } },
    ]);
    expect(browser.told).toEqual([{ type: "news" }]);
  });

  test.each([null, {}, { title: 3 }, "x"])("that is none (%j) shows nothing", async (data) => {
    await push(data);
    await browser.raise("push", { data: null });
    expect(browser.shown).toEqual([]);
  });

  test("leads to its place: in the page that is open, or in a new one", async () => {
    await click("/acme/posts/1");
    const went: string[] = [];
    browser.pages.push({ url: `${origin}/acme`, navigate: async (to) => void went.push(to) });
    await click("/acme/posts/2");
    expect([browser.opened, went]).toEqual([[`${origin}/acme/posts/1`], [`${origin}/acme/posts/2`]]);
  });

  test.each(["https://evil.test/", "//evil.test/", 3, null, "javascript:alert(1)"])(
    "never leads elsewhere (%j)",
    async (path) => {
      await click(path);
      expect(browser.opened.every((url) => new URL(url).origin === origin)).toBe(true);
    },
  );

  test("leaves the screen when its person signs out", async () => {
    await push({ title: "Failed", tag: "1" });
    await browser.raise("message", { data: { type: "forget" } });
    expect(browser.shown).toEqual([]);
  });
});
