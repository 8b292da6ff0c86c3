import { eq } from "drizzle-orm";
import { afterEach, describe, expect, inject, test } from "vitest";
import { getDatabase, openDatabase } from "@/db/client";
import { createApiKey } from "@/modules/apikeys/commands/keys";
import { uploadAsset } from "@/modules/media/commands/upload";
import { assets } from "@/modules/media/tables";
import { createSharedDraft } from "@/modules/publishing/commands/share";
import { publishingRouter } from "@/modules/publishing/router";
import { openRedis } from "@/platform/cache";
import { rateLimit } from "@/platform/ratelimit";
import { type Storage, StorageError } from "@/platform/storage";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { aPicture } from "@/testing/media";
import { listen } from "@/testing/server";
import { useStorage } from "@/testing/storage";
import { domainErrorOf } from "@/trpc/errors";
import { router } from "@/trpc/init";
import { createRestHandler } from "@/trpc/rest-handler";
import { isDatabaseFailure } from "./database-faults";

useEnvironment();
const ours = useDatabase();
useStorage();

const slot = globalThis as unknown as {
  publifyRedis?: unknown;
  publifyLimiters?: unknown;
  publifyStorage?: Storage;
};

/** A Redis behind HTTP that fails as `answer` has it, or is not there at all. */
async function aLostRedis(answer: "refuses" | "resets" | "errs"): Promise<() => Promise<unknown>> {
  const server = await listen((_, response) => {
    if (answer === "errs") response.writeHead(500).end("{}");
    else response.destroy();
  });
  if (answer === "refuses") await server.close();
  slot.publifyRedis = openRedis({ url: server.url, token: "x" });
  delete slot.publifyLimiters;
  return answer === "refuses" ? async () => undefined : server.close;
}

describe("without Redis", () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    delete slot.publifyRedis;
    delete slot.publifyLimiters;
    for (const end of ends.splice(0)) await end();
  });

  test.each(["refuses", "resets", "errs"] as const)(
    "that %s, no call of the API fails, and what must be counted is counted here",
    async (how) => {
      const ctx = await aWorkspace();
      const { key } = await createApiKey(ctx, { name: "T", scopes: ["posts:write"], lifetimeDays: null });
      ends.push(await aLostRedis(how));
      const serve = createRestHandler(router({ publishing: publishingRouter }));
      for (let calls = 0; calls < 5; calls++) {
        const answer = await serve(
          new Request("http://localhost:3000/api/v1/posts", {
            method: "POST",
            headers: { "x-api-key": key, "content-type": "application/json" },
            body: JSON.stringify({ body: `post ${calls}` }),
          }),
        );
        expect(answer.status).toBe(201);
      }
      const guesses = [];
      for (let guess = 0; guess < 11; guess++) guesses.push((await rateLimit("auth.guess", how)).allowed);
      expect(guesses).toEqual([...Array.from({ length: 10 }, () => true), false]);
      expect(await rateLimit("workspaces.invite", how)).toMatchObject({ allowed: false });
    },
  );
});

test("while every connection is lent out, who asks for one is told so in time, and has one once it is back", async () => {
  const database = openDatabase({
    ...{ url: ours.url, driver: inject("databaseDriver"), poolMax: 1, acquireTimeoutMs: 1_500 },
  });
  const lent = await database.connect();
  const refused = await database.connect().catch((error: unknown) => error);
  // The very words that the stories' crowded pool says.
  expect(isDatabaseFailure(refused as Error)).toBe(true);
  expect(domainErrorOf(refused)).toMatchObject({ code: "UNAVAILABLE", reason: "database.unavailable" });
  lent.release();
  const again = await database.connect();
  expect((await again.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  again.release();
  await database.close();
});

describe("without the object store", () => {
  const gone = async (): Promise<never> => {
    throw new StorageError("unavailable", "The storage is out of reach");
  };
  const loseStorage = () => {
    const { publifyStorage: whole } = slot;
    if (!whole) throw new Error("There is no storage to lose");
    slot.publifyStorage = { ...whole, put: gone, read: gone, remove: gone };
    return () => {
      slot.publifyStorage = whole;
    };
  };

  test("an upload is refused for now, leaves no row, and works once it is back", async () => {
    const ctx = await aWorkspace();
    const file = { bytes: await aPicture(), fileName: "a.png", altText: "" };
    const bring = loseStorage();
    await expect(uploadAsset(ctx, file)).rejects.toMatchObject({
      ...{ code: "UNAVAILABLE", reason: "storage.unavailable", retryAfterMs: 5_000 },
    });
    const own = () => getDatabase().db.$count(assets, eq(assets.tenantId, ctx.tenantId));
    expect(await own()).toBe(0);
    bring();
    await uploadAsset(ctx, file);
    expect(await own()).toBe(1);
  });

  test("what a phone shares keeps its words, and says which file is missing", async () => {
    const ctx = await aWorkspace();
    const bring = loseStorage();
    const files = [{ name: "boats.png", bytes: await aPicture() }];
    const { post, refused } = await createSharedDraft(ctx, { title: "", text: "Look", url: "", files });
    bring();
    expect(post.body).toBe("Look");
    expect(refused).toEqual([{ name: "boats.png", reason: "storage.unavailable" }]);
  });
});
