import "server-only";
import { ne } from "drizzle-orm";
import { inSystemTransaction } from "@/db/tx";
import { type Clock, systemClock } from "@/kernel/context";
import { inngest } from "@/platform/inngest";
import { log } from "@/platform/log";
import { zoneDataChanged } from "../events";
import { zoneData } from "../tables";

/**
 * A process has booted with this release of the zone data: if the last one had another, `ask` for a look at what is
 * planned. What could not be asked for is not noted, so that the next boot asks again. Tells whether it asked.
 */
export const noticeZoneData = (
  clock: Clock,
  version: string,
  ask: () => Promise<unknown>,
): Promise<boolean> =>
  inSystemTransaction(async (db) => {
    const seen = { version, seenAt: clock.now() };
    const noted = await db
      .insert(zoneData)
      .values(seen)
      .onConflictDoUpdate({ target: zoneData.id, set: seen, setWhere: ne(zoneData.version, version) })
      .returning({ id: zoneData.id });
    if (noted.length === 0) return false;
    await ask();
    return true;
  });

/** Notice the zone data of this process. The boot waits for nothing of it, and the nightly look stands behind it. */
export function noticeOwnZoneData(version = process.versions.tz): void {
  if (version === undefined) return;
  const ask = () => inngest.send({ name: zoneDataChanged.name, data: { version } });
  noticeZoneData(systemClock, version, ask).catch((error: unknown) => {
    log().warn({ error }, "new zone data could not be told; what is planned follows it at night");
  });
}
