import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const oldestNode = 22;
const root = join(import.meta.dirname, "..");

async function main(): Promise<void> {
  if (Number(process.versions.node.split(".")[0]) < oldestNode)
    throw new Error(
      `Publify needs Node ${oldestNode} or newer and this is ${process.version}. ` +
        "Run `npm install` again (it brings a Node of its own for Linux and Windows), or install a newer Node.",
    );
  const { values } = parseArgs({ options: { dev: { type: "boolean", default: false } } });
  process.chdir(root);
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { startProduct } = await import("./launcher/product");
  await startProduct({ root, dev: values.dev });
}

main().catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
