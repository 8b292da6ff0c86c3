import { root, runStage } from "./gate/stage";
import { ensureBuilt } from "./launcher/build";
import { installPeers } from "./peers/install";

/** Try the product's networks on the real servers of others: install them, start them, run `e2e/peers`. */
async function main(): Promise<boolean> {
  installPeers();
  await ensureBuilt(root, console.log);
  const arguments_ = process.argv.slice(2);
  const { ok } = await runStage(
    { name: "peers", command: ["vitest", "run", "--config", "e2e/peers/vitest.config.ts", ...arguments_] },
    true,
  );
  return ok;
}

process.exitCode = (await main()) ? 0 : 1;
