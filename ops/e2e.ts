import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBluesky } from "../src/testing/fakes/bluesky";
import { startMastodon } from "../src/testing/fakes/mastodon";
import { startProductForTests } from "./gate/product";
import { runStage } from "./gate/stage";

/** Run the journeys of `e2e/` in a real browser against the built product, with fake networks. */
async function main(): Promise<boolean> {
  const data = mkdtempSync(join(tmpdir(), "publify-e2e-"));
  // Root's PostgreSQL works as `nobody`, which must be able to enter; else its cluster would be kept elsewhere, for good.
  chmodSync(data, 0o755);
  const fakes = await Promise.all([startBluesky(), startMastodon()]);
  const [bluesky, mastodon] = fakes;
  try {
    const product = await startProductForTests({
      PUBLIFY_DATA: data,
      PUBLIFY_ALLOW_PRIVATE_HOSTS: "localhost:*,127.0.0.1:*",
      LOG_LEVEL: "warn",
    });
    try {
      const { ok } = await runStage(
        {
          name: "journeys",
          command: ["playwright", "test", ...process.argv.slice(2)],
          env: {
            E2E_URL: product.url,
            E2E_DATA: data,
            E2E_BLUESKY_URL: bluesky.url,
            E2E_MASTODON_URL: mastodon.url,
          },
        },
        true,
      );
      return ok;
    } finally {
      await product.stop();
    }
  } finally {
    await Promise.all(fakes.map((fake) => fake.close()));
    rmSync(data, { recursive: true, force: true });
  }
}

process.exitCode = (await main()) ? 0 : 1;
