import { describe, expect, test } from "vitest";
import { exampleValue, type ReferenceDocument, referenceOf, shapesOf, typeWords } from "./reference";

test.each([
  [{ type: "string", maxLength: 300 }, "string ≤ 300"],
  [{ anyOf: [{ type: "string", maxLength: 3 }, { type: "null" }] }, "string ≤ 3 | null"],
  [{ type: ["string", "null"] }, "string | null"],
  [{ type: "integer", minimum: 1, maximum: 100 }, "integer 1–100"],
  [{ type: "array", items: { $ref: "#/components/schemas/Post" } }, "Post[]"],
  [{ enum: ["a", "b"] }, '"a" | "b"'],
  [{ type: "string", format: "date-time" }, "date-time"],
  [{}, "any"],
])("a type in words: %j", (schema, words) => expect(typeWords(schema)).toBe(words));

const document: ReferenceDocument = {
  info: { description: "", version: "1" },
  servers: [{ url: "https://p.test/api/v1" }],
  paths: {
    "/posts/{postId}": {
      put: {
        ...{
          operationId: "posts-update",
          summary: "Update",
          description: "Why.\n\nNeeds the scope `posts:write`.",
        },
        ...{ tags: ["Posts"], "x-scope": "posts:write" },
        parameters: [
          { in: "path", name: "postId", required: true, schema: { type: "string", example: "post_1" } },
        ],
        requestBody: {
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["body"],
                properties: { body: { type: "string", example: "it's" } },
              },
            },
          },
        },
        responses: {
          200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Post" } } } },
          404: {},
        },
      },
    },
  },
  components: {
    schemas: {
      Post: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string", description: "Its id" } },
      },
    },
  },
};

describe("the reference", () => {
  const [group] = referenceOf(document);

  test("tells of an operation's fields, answer and failures", () =>
    expect(group).toMatchObject({
      tag: "Posts",
      operations: [
        {
          ...{ method: "PUT", description: "Why.", scope: "posts:write", status: "200", failures: ["404"] },
          body: [{ name: "body", type: "string", required: true }],
          answer: [{ name: "id", description: "Its id" }],
        },
      ],
    }));

  test("gives a call that a shell takes as it is", () =>
    expect(group?.operations[0]?.curl).toBe(
      "curl -X PUT 'https://p.test/api/v1/posts/post_1' \\\n  -H \"x-api-key: $PUBLIFY_KEY\" \\\n" +
        "  -H 'content-type: application/json' \\\n  -d '{\n  \"body\": \"it'\\''s\"\n}'",
    ));

  test("lists the shapes", () =>
    expect(shapesOf(document)).toMatchObject([{ name: "Post", fields: [{ name: "id" }] }]));
});

test("an example fits nested shapes", () =>
  expect(
    exampleValue(
      { type: "array", items: { $ref: "#/x/Post" } },
      { Post: { type: "object", properties: { at: { type: "string", format: "date-time" } } } },
    ),
  ).toEqual([{ at: "2026-11-21T08:00:00Z" }]));
