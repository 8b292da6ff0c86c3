import { count, eq, sql } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { getDatabase } from "@/db/client";
import { inTransaction } from "@/db/tx";
import { DomainError, notFound } from "@/kernel/errors";
import { newId } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { authorise } from "@/kernel/permissions";
import { purgeIdempotencyKeys } from "@/modules/apikeys/commands/idempotency";
import { createApiKey, revokeApiKey } from "@/modules/apikeys/commands/keys";
import { idempotencyKeys } from "@/modules/apikeys/tables";
import { posts } from "@/modules/publishing/tables";
import { aWorkspace } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { createDocument } from "./document";
import { router, workspaceProcedure } from "./init";
import { rest } from "./openapi";
import { createRestHandler } from "./rest-handler";

useEnvironment();
useDatabase();

const noteOutput = z.object({ id: z.string(), body: z.string(), at: instantSchema });
const gates = new Map<string, PromiseWithResolvers<void>>();

const noteRouter = router({
  search: workspaceProcedure
    .meta(rest({ method: "GET", path: "/notes", tag: "Notes", summary: "Search", scope: "posts:read" }))
    .input(
      z.object({
        limit: z.number().int().max(50).default(10),
        deep: z.boolean().optional(),
        tags: z.array(z.string()).optional(),
        after: instantSchema.optional(),
      }),
    )
    .output(z.object({ seen: z.unknown() }))
    .query(({ input }) => ({ seen: input })),
  read: workspaceProcedure
    .meta(
      rest({ method: "GET", path: "/notes/{noteId}", tag: "Notes", summary: "Read", scope: "posts:read" }),
    )
    .input(z.object({ noteId: z.string() }))
    .output(noteOutput)
    .query(({ input }) => {
      if (input.noteId === "boom") throw new Error("secret detail of the inside");
      throw notFound("note");
    }),
  write: workspaceProcedure
    .meta(
      rest({
        method: "POST",
        path: "/notes",
        tag: "Notes",
        summary: "Write",
        scope: "posts:write",
        creates: true,
        bodyMaxBytes: 500,
      }),
    )
    .input(z.object({ body: z.string().max(40), publishAt: instantSchema.optional() }))
    .output(noteOutput)
    .mutation(({ ctx, input }) => {
      authorise(ctx, "post.write");
      return inTransaction(ctx, async (tx) => {
        const id = newId("post");
        await tx.db.insert(posts).values({ id, tenantId: tx.tenantId, language: "en", body: input.body });
        if (input.body === "limit")
          throw new DomainError("LIMITED", "note.limit", "Too many notes", {
            retryAfterMs: 1_500,
            details: { max: 3 },
          });
        return { id, body: input.body, at: input.publishAt ?? new Date("2026-01-02T03:04:05.678Z") };
      });
    }),
  send: workspaceProcedure
    .meta(
      rest({
        method: "POST",
        path: "/notes/{noteId}/send",
        tag: "Notes",
        summary: "Send",
        scope: "posts:publish",
        callsOut: true,
      }),
    )
    .input(z.object({ noteId: z.string() }))
    .output(z.object({ sent: z.string() }))
    .mutation(async ({ input }) => {
      await gates.get(input.noteId)?.promise;
      if (input.noteId === "refused") throw new DomainError("CONFLICT", "note.refused", "No");
      return { sent: newId("post") };
    }),
});
const testRouter = router({ notes: noteRouter });
const handler = createRestHandler(testRouter);

async function anIntegration(
  scopes: ("posts:read" | "posts:write" | "posts:publish")[] = ["posts:read", "posts:write", "posts:publish"],
) {
  const ctx = await aWorkspace();
  const { key, id } = await createApiKey(ctx, { name: "Test", scopes, lifetimeDays: null });
  const call = async (
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const json = options.body !== undefined;
    const response = await handler(
      new Request(`http://localhost:3000/api/v1${path}`, {
        method,
        headers: {
          "x-api-key": key,
          ...(json && { "content-type": "application/json" }),
          ...options.headers,
        },
        body: json
          ? typeof options.body === "string"
            ? options.body
            : JSON.stringify(options.body)
          : undefined,
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : null };
  };
  const notes = async () => {
    const [row] = await getDatabase()
      .db.select({ held: count() })
      .from(posts)
      .where(eq(posts.tenantId, ctx.tenantId));
    return row?.held;
  };
  return { ctx, key, id, call, notes };
}

describe("an operation", () => {
  test("reads its query string as the types of its schema", async () => {
    const { call } = await anIntegration();
    const { status, body } = await call(
      "GET",
      "/notes?limit=5&deep=true&tags=a&tags=b&after=2026-01-01T00:00:00%2B01:00",
    );
    expect(status).toBe(200);
    expect(body.seen).toEqual({ limit: 5, deep: true, tags: ["a", "b"], after: "2025-12-31T23:00:00.000Z" });
  });

  test("answers a creation with 201 and instants in ISO form", async () => {
    const { call } = await anIntegration();
    const { status, body, headers } = await call("POST", "/notes", { body: { body: "hello" } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ body: "hello", at: "2026-01-02T03:04:05.678Z" });
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("takes the key as a bearer token too", async () => {
    const { call, key } = await anIntegration();
    const headers = { "x-api-key": key, authorization: `Bearer ${key}` };
    expect((await call("GET", "/notes", { headers })).status).toBe(200);
  });
});

describe("a problem", () => {
  test.each([
    ["an unknown address", "GET", "/nothing", {}, 404, "route.not_found"],
    ["the root", "GET", "", {}, 404, "route.not_found"],
    ["a method that the address lacks", "DELETE", "/notes", {}, 405, "request.method"],
    ["a badly encoded path", "GET", "/notes/%E0%A4%A", {}, 400, "request.malformed"],
    ["a body that is no JSON", "POST", "/notes", { body: "{" }, 400, "request.malformed"],
    ["a body that is a list", "POST", "/notes", { body: [] }, 400, "request.malformed"],
    [
      "a body of another type",
      "POST",
      "/notes",
      { body: "x", headers: { "content-type": "text/plain" } },
      415,
      "request.not_json",
    ],
    [
      "a body that is too large",
      "POST",
      "/notes",
      { body: { body: "x".repeat(600) } },
      413,
      "request.too_large",
    ],
    ["a field that is refused", "POST", "/notes", { body: { body: "x".repeat(41) } }, 422, "input.invalid"],
    [
      "an instant without offset",
      "POST",
      "/notes",
      { body: { body: "x", publishAt: "2026-01-01T00:00:00" } },
      422,
      "input.invalid",
    ],
    ["a number that is none", "GET", "/notes?limit=many", {}, 422, "input.invalid"],
    ["a row that is absent", "GET", "/notes/1", {}, 404, "note.not_found"],
    ["a limit", "POST", "/notes", { body: { body: "limit" } }, 429, "note.limit"],
    ["a fault of ours", "GET", "/notes/boom", {}, 500, "request.internal_server_error"],
    [
      "a malformed idempotency key",
      "POST",
      "/notes",
      { body: { body: "x" }, headers: { "idempotency-key": "a b" } },
      422,
      "idempotency.malformed",
    ],
  ])("tells of %s", async (_, method, path, options, status, reason) => {
    const { call } = await anIntegration();
    const answer = await call(method, path, options);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ type: "about:blank", status, reason });
    expect(answer.body.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.headers.get("x-trace-id")).toBe(answer.body.traceId);
    expect(answer.text).not.toContain("secret detail");
  });

  test("names each refused field", async () => {
    const { call } = await anIntegration();
    const { body } = await call("POST", "/notes", { body: { body: 7, publishAt: "never" } });
    expect(body.field).toBe("body");
    expect(body.issues.map(({ field }: { field: string }) => field)).toEqual(["body", "publishAt"]);
  });

  test("says what is allowed, and when to go on", async () => {
    const { call } = await anIntegration();
    expect((await call("DELETE", "/notes")).headers.get("allow")).toBe("GET, POST");
    const limited = await call("POST", "/notes", { body: { body: "limit" } });
    expect(limited.headers.get("retry-after")).toBe("2");
    expect(limited.body.details).toEqual({ max: 3 });
  });

  test("keeps the trace of the caller", async () => {
    const { call } = await anIntegration();
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const { body } = await call("GET", "/notes/1", { headers: { traceparent } });
    expect(body.traceId).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  });
});

describe("authentication", () => {
  test.each([
    ["no key", {}],
    ["an unknown key", { "x-api-key": "pub_unknown" }],
    ["a cookie only", { cookie: "publify.session_token=x", "x-publify-workspace": "acme" }],
    ["an endless key", { "x-api-key": `pub_${"x".repeat(5_000)}` }],
  ])("refuses %s", async (_, headers) => {
    const response = await handler(
      new Request("http://localhost:3000/api/v1/notes", { headers: headers as HeadersInit }),
    );
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
  });

  test("refuses a key from the moment that it is revoked", async () => {
    const { ctx, id, call } = await anIntegration();
    expect((await call("GET", "/notes")).status).toBe(200);
    await revokeApiKey(ctx, { apiKeyId: id });
    expect((await call("GET", "/notes")).status).toBe(401);
  });

  test("holds a key to its scopes", async () => {
    const { call, notes } = await anIntegration(["posts:read"]);
    const { status, body } = await call("POST", "/notes", { body: { body: "x" } });
    expect([status, body.reason]).toEqual([403, "permission.missing"]);
    expect(await notes()).toBe(0);
  });
});

describe("an Idempotency-Key", () => {
  const write = (body: string, key: string) => ({ body: { body }, headers: { "idempotency-key": key } });

  test("makes a repeated creation answer the same and change nothing", async () => {
    const { call, notes } = await anIntegration();
    const [first, again] = [
      await call("POST", "/notes", write("a", "k1")),
      await call("POST", "/notes", write("a", "k1")),
    ];
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(201);
    expect([first, again].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(await notes()).toBe(1);
    const kept = await getDatabase().db.select().from(idempotencyKeys);
    expect(JSON.stringify(kept)).not.toContain(first.body.id);
  });

  test("makes ten calls at once create one thing", async () => {
    const { call, notes } = await anIntegration();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call("POST", "/notes", write("a", "k1"))),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await notes()).toBe(1);
  });

  test("is refused for another request", async () => {
    const { call, notes } = await anIntegration();
    await call("POST", "/notes", write("a", "k1"));
    const other = await call("POST", "/notes", write("b", "k1"));
    expect([other.status, other.body.reason]).toEqual([409, "idempotency.other_request"]);
    expect(await notes()).toBe(1);
  });

  test("stays free when the call fails, and the failure leaves nothing behind", async () => {
    const { call, notes } = await anIntegration();
    expect((await call("POST", "/notes", write("limit", "k1"))).status).toBe(429);
    expect(await notes()).toBe(0);
    expect((await call("POST", "/notes", write("b", "k1"))).status).toBe(201);
  });

  test("belongs to one workspace", async () => {
    const [mine, theirs] = [await anIntegration(), await anIntegration()];
    const [a, b] = [
      await mine.call("POST", "/notes", write("a", "k1")),
      await theirs.call("POST", "/notes", write("a", "k1")),
    ];
    expect(a.body.id).not.toBe(b.body.id);
  });

  test("covers calls that reach other servers, in steps", async () => {
    const { call } = await anIntegration();
    const gate = Promise.withResolvers<void>();
    gates.set("slow", gate);
    const send = (note: string) =>
      call("POST", `/notes/${note}/send`, { headers: { "idempotency-key": note } });
    const first = send("slow");
    const taken = eq(idempotencyKeys.key, "slow");
    await vi.waitFor(async () =>
      expect(await getDatabase().db.select().from(idempotencyKeys).where(taken)).toHaveLength(1),
    );
    expect((await send("slow")).body.reason).toBe("idempotency.in_progress");
    gate.resolve();
    const [{ text }, again] = [await first, await send("slow")];
    expect(again.text).toBe(text);
    expect([(await send("refused")).body.reason, (await send("refused")).body.reason]).toEqual([
      "note.refused",
      "note.refused",
    ]);
  });

  test("tells of a first call that died with its process, instead of guessing", async () => {
    const { ctx, call } = await anIntegration();
    const send = () => call("POST", "/notes/1/send", { headers: { "idempotency-key": "k1" } });
    await send();
    await getDatabase()
      .db.update(idempotencyKeys)
      .set({ status: null, body: null, createdAt: sql`now() - interval '1 hour'` });
    expect((await send()).body.reason).toBe("idempotency.outcome_unknown");
    expect(ctx.tenantId).toBeTruthy();
  });

  test("is forgotten after a day", async () => {
    const { call, notes } = await anIntegration();
    await call("POST", "/notes", write("a", "k1"));
    await getDatabase().db.update(idempotencyKeys).set({ createdAt: sql`now() - interval '25 hours'` });
    await call("POST", "/notes", write("a", "k1"));
    expect(await notes()).toBe(2);
    await getDatabase().db.update(idempotencyKeys).set({ createdAt: sql`now() - interval '25 hours'` });
    expect(await purgeIdempotencyKeys(new Date())).toBeGreaterThan(0);
    expect(await purgeIdempotencyKeys(new Date())).toBe(0);
  });
});

test("the document tells of every operation, its success, its failures and its scope", () => {
  const document = createDocument(testRouter, "https://p.test") as {
    paths: Record<string, Record<string, { responses: object; parameters?: object[] }>>;
  };
  expect(Object.keys(document.paths)).toEqual(["/notes", "/notes/{noteId}", "/notes/{noteId}/send"]);
  const create = document.paths["/notes"]?.post;
  expect(Object.keys(create?.responses ?? {})).toEqual([
    "201",
    "400",
    "401",
    "403",
    "404",
    "409",
    "413",
    "415",
    "422",
    "429",
    "500",
    "503",
  ]);
  expect(create?.parameters).toEqual([{ $ref: "#/components/parameters/IdempotencyKey" }]);
  expect(create).toMatchObject({ "x-scope": "posts:write" });
  expect(JSON.stringify(create?.responses)).toContain('"format":"date-time"');
});
