import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root, runStage } from "./stage";

const changesOf = (folder: string, known: ReadonlySet<string>) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".sql") && !known.has(name))
    .map((name) => readFileSync(join(folder, name), "utf8").trim());

/** What the tables say that the migrations do not, as SQL; the tree is not touched. @throws Error when it cannot be told. */
export async function missingMigrations(schema: readonly string[]): Promise<string[]> {
  const cache = join(root, "node_modules/.cache");
  const folder = join(cache, `publify-migrations-${process.pid}`);
  const config = `${folder}.json`;
  mkdirSync(cache, { recursive: true });
  try {
    cpSync(join(root, "drizzle"), folder, { recursive: true });
    const known = new Set(readdirSync(folder));
    writeFileSync(config, JSON.stringify({ dialect: "postgresql", schema, out: relative(root, folder) }));
    const { ok, output } = await runStage({
      name: "drizzle-kit",
      command: ["drizzle-kit", "generate", "--config", relative(root, config)],
    });
    if (!ok) throw new Error(`drizzle-kit could not compare: ${output}`);
    return changesOf(folder, known);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(config, { force: true });
  }
}

/** The files that hold tables. */
export const tableFiles = (): string[] => [
  ...globSync("src/modules/*/tables.ts", { cwd: root }).sort(),
  "src/db/outbox.ts",
];
