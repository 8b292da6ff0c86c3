import { z } from "zod";
import { hourMs, secondMs } from "@/kernel/time";
import type { LookupResult, Network, PublishCall, PublishResult } from "@/networks/contract";
import { labCapabilities } from "../lab-network";
import type { VirtualClock } from "./virtual-clock";

/** What the network really holds: an append-only log that the product cannot see but through calls. */
export interface Entry {
  deliveryId: string;
  /** Made of what every attempt is told alike, as record keys are that carry a time. */
  key: string;
  body: string;
  at: number;
  externalId: string;
}

/** What one call to the network meets. */
export const FAULTS = [
  "none",
  "rate_limited",
  "rate_limited_with_time",
  "unavailable_before",
  "not_sent",
  "reset_after",
  "timeout_after",
  "error_after",
  "reset_before_unproved",
  "malformed_after",
] as const;
export type Fault = (typeof FAULTS)[number];
export const LOOKUP_FAULTS = ["none", "unavailable"] as const;

export type NetworkClass = "keyed" | "searched" | "blind";

export interface LedgerOptions {
  networkClass: NetworkClass;
  clock: VirtualClock;
  nextFault: () => Fault;
  nextLookupFault: () => (typeof LOOKUP_FAULTS)[number];
  /** Stops the calls of a worker that was killed, as its death would. */
  alive: () => boolean;
}

const keyOf = ({ dedupeKey, firstAttemptAt }: PublishCall): string =>
  `${firstAttemptAt.getTime()}:${dedupeKey}`;
const callMs = 200;
const timeoutMs = 10 * secondMs;
const settleMs = 2 * secondMs;
const answer = (httpStatus: number) => ({ httpStatus, body: { from: "ledger" } });

/** A network that misbehaves by plan and remembers the truth. */
export class Ledger {
  readonly entries: Entry[] = [];

  /** This network as one worker reaches it. */
  network({ networkClass, clock, nextFault, nextLookupFault, alive }: LedgerOptions): Network {
    const publish = async (call: PublishCall): Promise<PublishResult> => {
      if (!alive()) throw new Error("killed");
      const fault = nextFault();
      await clock.pass(fault === "timeout_after" ? timeoutMs : callMs);
      const accepts = ![
        "rate_limited",
        "rate_limited_with_time",
        "unavailable_before",
        "not_sent",
        "reset_before_unproved",
      ].includes(fault);
      const entry = accepts ? this.accept(call, networkClass, clock) : null;
      return this.answerOf(fault, entry);
    };
    const lookup = async (call: PublishCall): Promise<LookupResult> => {
      if (!alive()) throw new Error("killed");
      await clock.pass(callMs);
      if (nextLookupFault() === "unavailable")
        return { status: "unknown", detail: "503", answer: answer(503) };
      const found = this.entries.find((entry) => entry.key === keyOf(call));
      return found
        ? { status: "found", externalId: found.externalId, url: null, answer: answer(200) }
        : { status: "absent", answer: answer(404) };
    };
    return {
      key: `ledger_${networkClass}`,
      name: "Ledger",
      icon: { path: "M0 0h24v24H0z", color: "#000000" },
      preview: { layout: "microblog", altTextShown: false },
      connect: { type: "none" },
      capabilities: labCapabilities,
      settings: z.record(z.string(), z.unknown()),
      guarantee: networkClass === "blind" ? "at_most_once" : "exactly_once",
      resendWindowMs: networkClass === "keyed" ? 24 * hourMs : null,
      settleMs,
      timeoutMs,
      publish,
      ...(networkClass === "searched" && { lookup }),
      test: async () => ({ status: "ok", capabilities: null }),
    };
  }

  private accept(call: PublishCall, networkClass: NetworkClass, clock: VirtualClock): Entry {
    const known = networkClass === "keyed" && this.entries.find((entry) => entry.key === keyOf(call));
    if (known) return known;
    const entry = {
      deliveryId: call.dedupeKey,
      key: keyOf(call),
      body: call.content.body,
      at: clock.now().getTime(),
      externalId: `x${this.entries.length}`,
    };
    this.entries.push(entry);
    return entry;
  }

  private answerOf(fault: Fault, entry: Entry | null): PublishResult {
    if (entry && fault === "none")
      return { status: "published", externalId: entry.externalId, url: null, answer: answer(200) };
    if (entry)
      return { status: "unknown", detail: fault, answer: fault === "error_after" ? answer(500) : null };
    if (fault === "reset_before_unproved") return { status: "unknown", detail: fault, answer: null };
    const limited = fault.startsWith("rate_limited");
    return {
      status: "retry",
      reason: limited ? "rate_limited" : fault === "not_sent" ? "not_sent" : "unavailable",
      afterMs: fault === "rate_limited_with_time" ? 90 * secondMs : null,
      detail: fault,
      answer: limited ? answer(429) : null,
    };
  }
}
