import { describe, expect, inject, test } from "vitest";
import { playCampaign } from "./campaign";

/** `npm run test:faults` plays ten thousand; every ordinary run plays enough to catch a plain mistake. */
const runs = inject("faultRuns");
/** Two files, so that two processes share the work. */
const halves = 2;

/** Play one half of the campaign's seeds. */
export function testCampaign(half: number): void {
  const own = Math.ceil(runs / halves);
  const firstSeed = 1 + half * own;
  describe("the fault campaign", () => {
    test(`finds no duplicate, no loss and no wrong state in stories ${firstSeed} to ${firstSeed + own - 1}`, {
      timeout: 3_600_000,
    }, async () => {
      const started = performance.now();
      const { broken, ...figures } = await playCampaign(own, { firstSeed });
      const seconds = Math.round((performance.now() - started) / 1_000);
      process.stdout.write(`fault campaign: ${JSON.stringify({ ...figures, seconds })}\n`);
      expect(broken).toEqual([]);
      expect(figures.kills).toBeGreaterThan(own / 4);
      expect(figures.renewals).toBeGreaterThan(own / 4);
      expect(figures.storageFaults).toBeGreaterThan(own / 20);
      expect(figures.crowded).toBeGreaterThan(own / 20);
      const solved = 1 - figures.asked / Math.max(1, figures.ambiguous);
      expect(solved).toBeGreaterThanOrEqual(0.95);
    });
  });
}

/** Play the stories that once found a defect, whatever the size of the campaign. */
export function testSeeds(seeds: readonly number[]): void {
  test.each(seeds)(
    "story %d, which once found a defect, goes well",
    { timeout: 60_000 },
    async (firstSeed) => {
      expect((await playCampaign(1, { firstSeed })).broken).toEqual([]);
    },
  );
}
