import { randomBytes } from "node:crypto";
import { resignAuditHeads } from "../src/modules/audit/commands";
import { resealChannelSecrets } from "../src/modules/channels/commands/reseal";
import { resealPushSubscriptions } from "../src/modules/notifications/commands/reseal";
import { addEmbeddedKey, isEmbedded, onProduct } from "./launcher/maintenance";

const numberOf = (pair: string): number => Number(/^k(\d+):/.exec(pair.trim())?.[1] ?? 0);

const nextKey = (known: string[]): string =>
  `k${Math.max(0, ...known.map(numberOf)) + 1}:${randomBytes(32).toString("base64")}`;

/**
 * `npm run keys:rotate`: bring every stored secret under the first key of `ENCRYPTION_KEYS`. A hosted product puts a
 * new key in front of that variable and deploys first; the embedded one, stopped, is given a new key here.
 */
async function main(): Promise<void> {
  if (isEmbedded()) addEmbeddedKey(nextKey);
  await onProduct(async () => {
    const [secrets, heads] = [await resealChannelSecrets(), await resignAuditHeads()];
    const browsers = await resealPushSubscriptions();
    console.log(
      `${secrets} channel secrets, ${browsers} browsers and ${heads} ends of history moved to the newest key`,
    );
    console.log("Keep the older keys for a day: connections that are under way still use them.");
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
