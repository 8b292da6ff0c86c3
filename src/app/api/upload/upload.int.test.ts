import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { getDatabase } from "@/db/client";
import { type Id, newId } from "@/kernel/ids";
import type { Role } from "@/kernel/permissions";
import { listAssets } from "@/modules/media/queries";
import type { UploadOutcome } from "@/modules/media/schemas";
import { members } from "@/modules/workspaces/tables";
import { getStorage, StorageError, setStorage } from "@/platform/storage";
import { anAddress, appUrl, Browser, useSignIn } from "@/testing/auth";
import { aWorkspace, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { aPicture, aVideo } from "@/testing/media";
import { GET as getFile } from "../files/[key]/route";
import { POST } from "./route";
import { HEAD, PUT } from "./store/[key]/route";

useSignIn();
useDatabase();
beforeAll(() => {
  const slot = globalThis as unknown as Record<string, unknown>;
  delete slot.publifyStorage;
  delete slot.publifyUpload;
});

/** A signed-in browser with a seat in a workspace. */
async function aSeat(role: Role = "author"): Promise<{ ctx: WorkspaceCtx; browser: Browser; slug: string }> {
  const browser = new Browser();
  await browser.signUp(anAddress());
  const userId = (await browser.userId()) as Id<"user">;
  const ctx = await aWorkspace();
  const { tenantId } = ctx;
  await getDatabase()
    .db.insert(members)
    .values({ id: newId("member"), tenantId, userId, role });
  return { ctx, browser, slug: tenantId.slice(3) };
}

interface FileOptions {
  name?: string;
  type?: string;
  size?: number;
}

async function begin(headers: Headers, bytes: Uint8Array, options: FileOptions = {}): Promise<Response> {
  const { name = "cat.png", type = "image/png", size = bytes.length } = options;
  headers.set("content-type", "application/json");
  const body = JSON.stringify({ input: null, files: [{ name, type, size }] });
  return POST(
    new Request(`${appUrl}/api/upload?actionType=upload&slug=media`, { method: "POST", headers, body }),
  );
}

const headersOf = (browser: Browser, slug: string): Headers => {
  const { headers } = browser;
  headers.set("x-publify-workspace", slug);
  return headers;
};

/** Send the bytes to the address that the application gave. */
async function finish(answer: Response, bytes: Uint8Array): Promise<Response> {
  const [presigned] = (await answer.json()) as { url: string; key: string }[];
  if (!presigned) throw new Error("No presigned address");
  const params = Promise.resolve({ key: presigned.key });
  const head = await HEAD(new Request(presigned.url, { method: "HEAD" }), { params });
  expect(head.headers.get("x-ut-range-start")).toBe("0");
  const body = new FormData();
  body.append("file", new Blob([bytes as Uint8Array<ArrayBuffer>]), "file");
  return PUT(new Request(presigned.url, { method: "PUT", headers: { range: "bytes=0-" }, body }), { params });
}

const outcomeOf = async (answer: Response) =>
  ((await answer.json()) as { serverData: UploadOutcome }).serverData;

describe("an upload from the browser", () => {
  test("ends in the library of the workspace that the page speaks of, and is public by its address", async () => {
    const { ctx, browser, slug } = await aSeat();
    const bytes = await aPicture({ personal: true });
    const answer = await finish(await begin(headersOf(browser, slug), bytes, { name: "chat é.PNG" }), bytes);
    const outcome = await outcomeOf(answer);
    expect(outcome).toMatchObject({
      status: "kept",
      item: { kind: "image", mimeType: "image/png", altText: "" },
    });
    const { items } = await listAssets(ctx, { limit: 5 });
    expect(items).toMatchObject([{ fileName: "chat é.png" }]);
    const url = items[0]?.url ?? "";
    const params = Promise.resolve({ key: url.split("/").at(-1) ?? "" });
    expect((await getFile(new Request(url), { params })).headers.get("content-type")).toBe("image/png");
  });

  test("may be a video", async () => {
    const { browser, slug } = await aSeat("editor");
    const bytes = aVideo();
    const answer = await begin(headersOf(browser, slug), bytes, { name: "a.mp4", type: "video/mp4" });
    expect(await outcomeOf(await finish(answer, bytes))).toMatchObject({
      ...{ status: "kept", item: { kind: "video", durationMs: 2_500 } },
    });
  });

  test("is told why its bytes were refused", async () => {
    const { ctx, browser, slug } = await aSeat();
    const bytes = (await aPicture({ width: 300, height: 300 })).slice(0, 300);
    const answer = await finish(await begin(headersOf(browser, slug), bytes), bytes);
    expect(await outcomeOf(answer)).toEqual({ status: "refused", reason: "asset.damaged" });
    expect((await listAssets(ctx, { limit: 5 })).items).toEqual([]);
  });

  test("is told that there is no room when there was some for what came, and none for what would be kept", async () => {
    const { ctx, browser, slug } = await aSeat();
    const storage = getStorage();
    const gone: string[] = [];
    setStorage({
      ...storage,
      put: async () => {
        throw new StorageError("full", "There is no room");
      },
      remove: async (keys) => void gone.push(...keys),
    });
    onTestFinished(() => setStorage(storage));
    const bytes = await aPicture();
    const begun = await begin(headersOf(browser, slug), bytes);
    const [{ key = "" } = {}] = (await begun.clone().json()) as { key?: string }[];
    expect(await outcomeOf(await finish(begun, bytes))).toEqual({
      status: "refused",
      reason: "storage.full",
    });
    expect(gone).toEqual([key]);
    expect((await listAssets(ctx, { limit: 5 })).items).toEqual([]);
  });

  test.each([
    ["an SVG", { name: "x.svg", type: "image/svg+xml" }],
    ["a page", { name: "x.html", type: "text/html" }],
    ["an image that is too large", { size: 17 * 1024 * 1024 }],
    ["nothing that it names", { name: "x", type: "" }],
  ])("is refused before it starts when it announces %s", async (_what, options) => {
    const { browser, slug } = await aSeat();
    expect((await begin(headersOf(browser, slug), new Uint8Array(9), options)).status).toBeGreaterThanOrEqual(
      400,
    );
  });
});

describe("an address to upload to is refused", () => {
  const refusal = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { message: string }).message,
  ];
  const bytes = new Uint8Array(10);

  test("without a session", async () => {
    const { slug } = await aSeat();
    expect(await refusal(await begin(headersOf(new Browser(), slug), bytes))).toEqual([
      403,
      "session.missing",
    ]);
  });

  test("to a viewer", async () => {
    const { browser, slug } = await aSeat("viewer");
    expect(await refusal(await begin(headersOf(browser, slug), bytes))).toEqual([403, "permission.missing"]);
  });

  test("for a workspace that is not one's own", async () => {
    const [{ browser }, { slug }] = [await aSeat(), await aSeat()];
    expect(await refusal(await begin(headersOf(browser, slug), bytes))).toEqual([400, "workspace.not_found"]);
  });

  test("to a page of another site", async () => {
    const { browser, slug } = await aSeat();
    const headers = headersOf(browser, slug);
    headers.set("origin", "https://evil.test");
    expect(await refusal(await begin(headers, bytes))).toEqual([403, "request.foreign_origin"]);
  });
});

test("a callback that the storage did not sign keeps nothing, wherever it comes from", async () => {
  const { ctx } = await aSeat();
  const { clock: _, ...uploader } = ctx;
  const body = JSON.stringify({
    ...{ status: "uploaded", origin: appUrl, metadata: { uploader: JSON.stringify(uploader) } },
    file: {
      key: "k".repeat(30),
      name: "x.png",
      size: 1,
      type: "image/png",
      customId: null,
      url: "",
      appUrl: "",
      ufsUrl: "",
      fileHash: "",
    },
  });
  const headers = {
    ...{ "content-type": "application/json", "uploadthing-hook": "callback" },
    "x-uploadthing-signature": `hmac-sha256=${"0".repeat(64)}`,
  };
  const answer = await POST(
    new Request(`${appUrl}/api/upload?slug=media`, { method: "POST", headers, body }),
  );
  expect(answer.status).toBe(400);
  expect((await listAssets(ctx, { limit: 5 })).items).toEqual([]);
});
