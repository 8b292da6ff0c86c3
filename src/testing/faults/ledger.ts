import type { PublishCall } from "@/networks/contract";
import { Grants } from "./grants";

/** What the network really holds: an append-only log that the product cannot see but through calls. */
export interface Entry {
  deliveryId: string;
  /** Made of what every attempt is told alike, as record keys are that carry a time. */
  key: string;
  body: string;
  /** The keys of its files. */
  files: readonly string[];
  at: number;
  /** The latest time that the clock had shown by then. */
  latest: number;
  /** From then on a search finds it, by the time that passes: a network does not care how our clocks are set. */
  visibleFrom: number;
  externalId: string;
  parentId: string | null;
}

export interface Recorded {
  call: Pick<PublishCall, "dedupeKey" | "firstAttemptAt" | "content" | "under">;
  files: readonly string[];
  at: number;
  latest: number;
  visibleFrom: number;
}

/** Made of the delivery and of the instant of its first attempt, as the record keys of some networks are. */
export const keyOf = ({
  dedupeKey,
  firstAttemptAt,
}: Pick<PublishCall, "dedupeKey" | "firstAttemptAt">): string => `${firstAttemptAt.getTime()}:${dedupeKey}`;

/** The truth about one network: what it holds, kept by itself. */
export class Ledger {
  readonly entries: Entry[] = [];
  readonly grants = new Grants();

  find(key: string): Entry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  /** Take a post over; under `dedupes` a known key gives what is there already. */
  record({ call, files, at, latest, visibleFrom }: Recorded, dedupes: boolean): Entry {
    const key = keyOf(call);
    const known = dedupes ? this.find(key) : undefined;
    if (known) return known;
    const entry = {
      deliveryId: call.dedupeKey,
      key,
      body: call.content.body,
      files,
      at,
      latest,
      visibleFrom,
      externalId: `x${this.entries.length}`,
      parentId: call.under?.parent.externalId ?? null,
    };
    this.entries.push(entry);
    return entry;
  }
}
