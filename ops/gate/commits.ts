import { spawnSync } from "node:child_process";
import { root } from "./stage";

const checkedCommits = 50;

const git = (...args: string[]) => spawnSync("git", args, { cwd: root, encoding: "utf8" });

/** The arguments of commitlint for the last commits, or null where there is no history to read. */
export function recentCommits(): string[] | null {
  const count = git("rev-list", "--count", "--no-merges", "HEAD");
  if (count.status !== 0 || Number(count.stdout) < 2) return null;
  const depth = Math.min(
    checkedCommits,
    Number(git("rev-list", "--count", "--first-parent", "HEAD").stdout) - 1,
  );
  return depth > 0 ? ["--from", `HEAD~${depth}`, "--to", "HEAD"] : null;
}
