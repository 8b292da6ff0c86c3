import { describe, expect, test } from "vitest";
import { projectOf } from "./project";
import { RULES } from "./rules";

const lines = (count: number) => "export const x = 1;\n".repeat(count);
const body = (count: number) => `export function f() {\n${"  work();\n".repeat(count)}}\n`;
const files = (count: number, length: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/ui/part-${index}.ts`, lines(length)]));

/** For each rule a tree that breaks it, and nothing else. */
const PLANTED: Record<string, Record<string, string>> = {
  "module-vocabulary": { "src/modules/posts/service.ts": "export const x = 1;" },
  "no-drawers": { "src/platform/utils.ts": "export const x = 1;" },
  "no-barrels": { "src/ui/index.ts": 'export * from "./button";\nexport { Card } from "./card";' },
  "one-line-procedures": {
    "src/trpc/root.ts": 'import { r } from "@/modules/posts/router";',
    "src/modules/posts/router.ts":
      "export const r = router({ list: procedure.query(async ({ ctx }) => { const rows = await listPosts(ctx); return rows; }) });",
  },
  "modules-are-mounted": { "src/modules/posts/router.ts": "export const r = router({});" },
  "owner-writes": {
    "src/modules/posts/commands/send.ts":
      'import { channels } from "@/modules/channels/tables";\nexport const f = (db) => db.update(channels).set({});',
  },
  "file-length": { "inngest/long.ts": lines(401) },
  "function-length": { "src/kernel/long.ts": body(49) },
  "thin-routing": { "src/app/posts/page.tsx": `${lines(61)}` },
  "line-budget": files(10, 71),
  "no-any": { "src/kernel/loose.ts": "export const x = (value: any) => value;" },
  "no-non-null": { "src/kernel/sure.ts": "export const x = (value?: string) => value!.length;" },
  "no-todo": { "src/kernel/later.ts": "// TODO: finish\nexport const x = 1;" },
  "one-environment": { "src/platform/mail.ts": "export const x = process.env.SMTP_URL;" },
  "words-are-messages": { "src/ui/hello.tsx": "export const Hello = () => <p>Hello you</p>;" },
  "documents-cite-files": { "README.md": "See `src/modules/gone.ts`." },
  "documents-cite-scripts": { "README.md": "Run `npm run vanish`." },
};

const brokenBy = (tree: Record<string, string>) =>
  RULES.filter(({ check }) => check(projectOf(tree)).length > 0).map(({ name }) => name);

describe("each wall of the structure", () => {
  test("has a planted violation", () => {
    expect(Object.keys(PLANTED).sort()).toEqual(RULES.map(({ name }) => name).sort());
  });

  test.each(Object.entries(PLANTED))("%s catches its planted violation, alone", (name, tree) => {
    expect(brokenBy(tree)).toEqual([name]);
  });

  test("lets a clean module through", () => {
    const clean = {
      "package.json": '{ "scripts": { "start": "node ops/start.ts" } }',
      "README.md": "Run `npm start`; the code is in `src/modules/posts`, see [the docs](docs/testing.md).",
      "docs/testing.md": "# Testing",
      "src/trpc/root.ts":
        'import { postsRouter } from "@/modules/posts/router";\nexport const root = router({ postsRouter });',
      "src/modules/posts/tables.ts": 'export const posts = pgTable("posts", {});',
      "src/modules/posts/commands.ts":
        'import { posts } from "./tables";\nexport const createPost = (ctx: Ctx) => ctx.db.insert(posts).values({});',
      "src/modules/posts/commands.int.test.ts": 'test("creates a post", async () => {});',
      "src/modules/posts/router.ts":
        "export const postsRouter = router({ create: procedure.mutation(({ ctx }) => createPost(ctx)) });",
      "src/modules/posts/components/post-list.tsx":
        'export const PostList = () => <ul>{t("posts.title")}</ul>;',
      "src/platform/env.ts": "export const env = parse(process.env);",
    };
    expect(brokenBy(clean)).toEqual([]);
  });
});

test("a component may be longer than a function, within its own bound", () => {
  const component = (count: number) =>
    `export function Page() {\n  return (\n    <ul>\n${"      <li />\n".repeat(count)}    </ul>\n  );\n}\n`;
  expect(brokenBy({ "src/ui/page.tsx": component(90) })).not.toContain("function-length");
  expect(brokenBy({ "src/ui/page.tsx": component(120) })).toContain("function-length");
});
