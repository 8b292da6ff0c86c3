import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type IConfiguration, type ICruiseResult } from "dependency-cruiser";
import { afterEach, beforeEach, expect, test } from "vitest";

const config = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as Required<
  Pick<IConfiguration, "forbidden" | "options">
>;

/** For each wall, one import that climbs it: from, to. */
const PLANTED: Record<string, readonly [from: string, to: string]> = {
  "kernel-is-pure": ["src/kernel/money.ts", "src/db/client.ts"],
  "ui-knows-no-domain": ["src/ui/button.ts", "src/modules/posts/schemas.ts"],
  "networks-know-no-domain": ["src/networks/bluesky/api.ts", "src/db/client.ts"],
  "networks-keep-apart": ["src/networks/bluesky/api.ts", "src/networks/mastodon/api.ts"],
  "core-names-no-network": ["src/modules/posts/commands.ts", "src/networks/bluesky/index.ts"],
  "only-app-imports-app": ["src/trpc/init.ts", "src/app/layout.ts"],
  "app-does-not-query": ["src/app/posts/page.ts", "src/modules/posts/queries.ts"],
  "src-does-not-import-jobs": ["src/modules/posts/commands.ts", "inngest/index.ts"],
  "jobs-call-the-public-surface": ["inngest/functions/posts.ts", "src/modules/posts/router.ts"],
  "module-surface": ["src/modules/posts/commands.ts", "src/modules/channels/ports.ts"],
  "components-ask-the-router": ["src/modules/posts/components/list.ts", "src/modules/posts/queries.ts"],
  "router-delegates": ["src/modules/posts/router.ts", "src/db/client.ts"],
  "only-the-register-mounts": ["src/trpc/server.ts", "src/modules/posts/router.ts"],
  "platform-knows-no-screen": ["src/platform/email.ts", "src/trpc/init.ts"],
  "drizzle-in-data-files": ["src/modules/posts/policy.ts", "drizzle-orm"],
  "sdk-behind-platform": ["src/modules/posts/commands.ts", "stripe"],
  "inngest-behind-events": ["src/modules/posts/commands.ts", "inngest"],
  "product-imports-no-tests": ["src/modules/posts/commands.ts", "src/testing/database.ts"],
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "publify-boundaries-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Make the target, a package or a file, and return how it is imported. */
function plant(target: string): string {
  if (target.includes("/")) {
    write(target, "export const x = 1;\n");
    return join(root, target).replace(/\.ts$/, "");
  }
  write(
    `node_modules/${target}/package.json`,
    JSON.stringify({ name: target, version: "1.0.0", main: "index.js" }),
  );
  write(`node_modules/${target}/index.js`, "export const x = 1;\n");
  return target;
}

async function brokenIn(folders: readonly string[]): Promise<string[]> {
  const { webpackConfig: _, ...options } = config.options;
  const { output } = await cruise([...folders], {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  });
  return [...new Set((output as ICruiseResult).summary.violations.map(({ rule }) => rule.name))];
}

const topFolders = () => ["src", "inngest"].filter((folder) => write(`${folder}/.keep`, "") === undefined);

test("each wall has a planted violation", () => {
  const names = config.forbidden.map(({ name }) => name).filter((name) => name !== "no-cycles");
  expect(Object.keys(PLANTED).sort()).toEqual(names.sort());
});

test.each(Object.entries(PLANTED))("%s catches its planted violation", async (name, [from, to]) => {
  write(from, `import { x } from "${plant(to)}";\nexport const y = x;\n`);
  expect(await brokenIn(topFolders())).toContain(name);
});

test("no-cycles catches two files that import each other", async () => {
  write("src/kernel/one.ts", 'import { two } from "./two";\nexport const one = () => two;\n');
  write("src/kernel/two.ts", 'import { one } from "./one";\nexport const two = () => one;\n');
  expect(await brokenIn(topFolders())).toEqual(["no-cycles"]);
});

test("the directions of the house are let through", async () => {
  const allowed: [string, string][] = [
    ["src/app/posts/page.ts", "src/modules/posts/components/list.ts"],
    ["src/trpc/root.ts", "src/modules/posts/router.ts"],
    ["src/modules/posts/commands.ts", "src/modules/channels/queries.ts"],
    ["src/modules/posts/tables.ts", "drizzle-orm"],
    ["src/platform/billing.ts", "stripe"],
    ["src/app/api/inngest/route.ts", "inngest/index.ts"],
    ["inngest/functions/posts.ts", "src/modules/posts/events.ts"],
    ["src/networks/bluesky/map.ts", "src/kernel/time.ts"],
  ];
  for (const [from, to] of allowed) write(from, `import { x } from "${plant(to)}";\nexport const y = x;\n`);
  expect(await brokenIn(topFolders())).toEqual([]);
});
