import { bluesky } from "./bluesky";
import type { Network } from "./contract";
import { mastodon } from "./mastodon";
import { site } from "./site";
import { webhook } from "./webhook";

/** Every kind of destination, in the order in which people see them. Adding one is adding a line. */
export const NETWORKS: readonly Network[] = [site, bluesky, mastodon, webhook];

/** The network of a key; undefined when this version knows none of that name. */
export const findNetwork = (key: string, networks = NETWORKS): Network | undefined =>
  networks.find((network) => network.key === key);
