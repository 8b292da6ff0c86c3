import "server-only";
import type { Account, Network, PublishCall } from "@/networks/contract";
import {
  type Assurance,
  isUnclear,
  judgeAway,
  judgeUnclear,
  lateMaxMs,
  mayResend,
  namesAddress,
  type Standing,
  type Verdict,
} from "../policy";
import type { FrozenContent } from "../schemas";
import type { Load } from "./load";

/** A claim that is ready to be called for. */
export interface Job {
  kind: "publish" | "lookup";
  load: Load;
  network: Network;
  account: Account;
  content: FrozenContent;
  under: PublishCall["under"];
  /** The server that its call asks whether it is back, while all others wait for it. */
  probes?: string;
}

export type Triage = { action: "call"; job: Job } | { action: "settle"; verdict: Verdict };

/** The part of a network's declaration that judging needs. */
export const assuranceOf = (network: Network): Assurance => ({
  canLookup: network.lookup !== undefined,
  resendWindowMs: network.resendWindowMs,
  settleMs: network.settleMs,
  timeoutMs: network.timeoutMs,
});

/** Where a claim stands at `now`, for the judges of `policy.ts`. */
export function standingOf({ claim }: Load, now: Date, spread: number): Standing {
  return {
    now,
    attemptsMade: claim.attemptsMade,
    lookupsMade: claim.lookupsMade,
    unclear: isUnclear(claim.state),
    firstAttemptAt: claim.firstAttemptAt ?? now,
    lastAttemptAt: claim.lastAttemptAt ?? now,
    spread,
  };
}

const settled = (verdict: Verdict): Triage => ({ action: "settle", verdict });

function triageUnclear(load: Load, network: Network, now: Date, spread: number): Triage {
  const { account, content, under } = load;
  const standing = standingOf(load, now, spread);
  const detail = "The last attempt was never answered";
  if (!account || account.state === "disconnected" || !content || under === "missing")
    return settled({ state: "needs_attention", reason: "unconfirmed", detail });
  if (account.state === "broken") return settled(judgeAway(standing, assuranceOf(network), detail));
  const call = (kind: Job["kind"]): Triage => ({
    action: "call",
    job: { kind, load, network, account: account.account, content, under },
  });
  if (network.lookup) {
    const verdict = judgeUnclear(standing, assuranceOf(network), detail);
    // A call whose worker was lost may have reached the network until just now: what it left shows only later.
    return load.claim.state === "sending" || verdict.state !== "unconfirmed"
      ? settled(verdict)
      : call("lookup");
  }
  return mayResend(standing, assuranceOf(network))
    ? call("publish")
    : settled({ state: "needs_attention", reason: "unconfirmed", detail });
}

/** Decide what a claim needs: a call, or a verdict without one (channel broken, post gone, hours too late). */
export function triage(load: Load, network: Network | undefined, now: Date, spread: number): Triage {
  const { claim, account, content, under } = load;
  if (!network) return settled({ state: "failed", reason: "unknown_network", detail: claim.network });
  if (isUnclear(claim.state)) return triageUnclear(load, network, now, spread);
  if (!content) return settled({ state: "cancelled", reason: "content_gone" });
  if (load.disapproved) return settled({ state: "held", reason: "approval_missing" });
  if (under === "missing") return settled({ state: "held", reason: "upstream_failed" });
  if (!load.placed && network.identify) return settled({ state: "held", reason: "place_unknown" });
  // What it waited for is live without an address: its name is no text for a network.
  if (namesAddress(content.body)) return settled({ state: "held", reason: "address_unknown" });
  if (!account || account.state !== "active")
    return settled({ state: "held", reason: "channel_unavailable", detail: account?.name });
  if (claim.attemptsMade === 0 && now.getTime() - claim.publishAt.getTime() > lateMaxMs)
    return settled({ state: "missed", reason: "too_late" });
  return {
    action: "call",
    job: { kind: "publish", load, network, account: account.account, content, under },
  };
}
