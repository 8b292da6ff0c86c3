import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tellStory } from "./demo/story";

const base = (process.env.APP_URL ?? `http://localhost:${process.env.PORT ?? 3000}`).replace(/\/$/, "");
const bootMs = 300_000;

const isUp = (): Promise<boolean> =>
  fetch(`${base}/api/health`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Start the product as `npm start` does, for as long as the demo runs. */
async function startProduct(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "start.ts")], {
    stdio: "inherit",
  });
  for (const end = Date.now() + bootMs; Date.now() < end; await sleep(500)) {
    if (child.exitCode !== null) throw new Error("The product did not start");
    if (await isUp()) return child;
  }
  child.kill("SIGTERM");
  throw new Error(`The product did not answer at ${base} within ${bootMs / 60_000} minutes`);
}

async function main(): Promise<void> {
  const running = await isUp();
  console.log(running ? `Publify runs at ${base}` : "Publify is not running: starting it for this demo");
  const product = running ? null : await startProduct();
  try {
    const started = Date.now();
    await tellStory(base, (line) => console.log(line));
    console.log(`Done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    if (product) {
      product.kill("SIGTERM");
      await once(product, "exit");
    }
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
