import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { NETWORK_CLASSES, type NetworkClass } from "./ledger-network";
import { Scenario } from "./scenario";

useEnvironment();
useDatabase();

/** Every call in its order with what it met and when, and what the network holds in the end. */
async function tellOf(seed: number): Promise<string[]> {
  const networkClass = NETWORK_CLASSES[seed % NETWORK_CLASSES.length] as NetworkClass;
  const { journal, ledger } = await new Scenario(seed, networkClass).play();
  return [...journal, ...ledger.entries.map(({ body, at, externalId }) => `${externalId} at ${at}: ${body}`)];
}

test.each([57, 231])(
  "story %d is told twice alike, also on a machine that has much else to do",
  { timeout: 60_000 },
  async (seed) => {
    const calm = await tellOf(seed);
    const others = Array.from(
      { length: 2 * availableParallelism() },
      () => new Worker("for (;;);", { eval: true }),
    );
    const busy = await tellOf(seed).finally(() => Promise.all(others.map((other) => other.terminate())));
    expect(calm.length).toBeGreaterThan(0);
    expect(busy).toEqual(calm);
  },
);
