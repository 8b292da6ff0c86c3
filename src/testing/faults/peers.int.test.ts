import { expect, test } from "vitest";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { playPgBoss, playRepeatRule } from "./peers";

useEnvironment();
const state = useDatabase();
const posts = 500;

test("the same faults under the rules of others, beside our own report", { timeout: 300_000 }, async () => {
  const [repeat, boss] = [await playRepeatRule(posts, 1), await playPgBoss(posts, 1, state.url)];
  process.stdout.write(`repeat up to five times: ${JSON.stringify(repeat)}\n`);
  process.stdout.write(`plain pg-boss loop: ${JSON.stringify(boss)}\n`);
  // Were they without fault here, the campaign would be too kind to tell anybody apart.
  expect(repeat.duplicates).toBeGreaterThan(0);
  expect(boss.duplicates).toBeGreaterThan(0);
});
