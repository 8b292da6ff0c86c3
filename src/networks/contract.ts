import type { z } from "zod";
import type { HttpClient } from "@/platform/http";
import type { Capabilities, FollowingKind, Issue, VariantDraft } from "./capabilities";

/** An account as a network's code sees it. `credentials` are in the network's own shape. */
export interface Account {
  externalId: string;
  handle: string;
  settings: Record<string, unknown>;
  credentials: Record<string, unknown>;
}

/** What connecting gives: the account, its secrets and the limits of its server where it tells them. */
export interface ConnectedAccount extends Account {
  name: string;
  avatarUrl: string | null;
  profileUrl: string | null;
  /** When the credentials stop working unless refreshed. */
  expiresAt: Date | null;
  /** Live limits; null when the network's declared ones hold. */
  capabilities: Capabilities | null;
}

/** A field of the connect form; labels are messages `networks.<network>.fields.<name>`. */
export interface ConnectField {
  name: string;
  kind: "text" | "url" | "password";
  required: boolean;
  defaultValue?: string;
  /** `autocomplete` attribute of the input. */
  autoComplete?: string;
}

export const REFUSAL_REASONS = [
  "credentials",
  "unreachable",
  "not_this_network",
  "denied",
  "invalid",
  "rate_limited",
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** `reason` is a message key under `networks.problems`; `detail` is the network's own sentence. */
export interface Refusal {
  status: "refused";
  reason: RefusalReason;
  field?: string;
  detail: string;
}
export type ConnectResult =
  | {
      status: "connected";
      account: ConnectedAccount;
      /** Secrets to show this once, such as a signing key; labels are messages `networks.<network>.reveal.<name>`. */
      reveal?: Record<string, string>;
    }
  | Refusal;

export interface Tools {
  http: HttpClient;
  signal: AbortSignal;
  now: Date;
}

/** How an account is connected. `none` is built in: every workspace has it from the start. */
export type Connect =
  | { type: "none" }
  | {
      type: "form";
      fields: readonly ConnectField[];
      connect(input: Record<string, string>, tools: Tools): Promise<ConnectResult>;
    }
  | {
      type: "oauth";
      fields: readonly ConnectField[];
      /** Where to send the person, and what to keep (encrypted) until they come back. */
      begin(
        input: Record<string, string>,
        flow: { redirectUri: string; state: string },
        tools: Tools,
      ): Promise<{ status: "redirect"; url: string; secret: Record<string, unknown> } | Refusal>;
      finish(
        answer: URLSearchParams,
        flow: { redirectUri: string; state: string; secret: Record<string, unknown> },
        tools: Tools,
      ): Promise<ConnectResult>;
    };

export interface PublishMedia {
  assetId: string;
  kind: "image" | "gif" | "video";
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  altText: string;
  /** An address at which the file can be fetched without signing in, for as long as the post lives. */
  url: string;
  read(): Promise<Uint8Array>;
}

/** A variant frozen for sending: what goes out, and nothing that can still change. */
export interface PublishContent {
  title: string | null;
  body: string;
  tags: readonly string[];
  media: readonly PublishMedia[];
  /** Checked against the network's `settings` schema. */
  settings: Record<string, unknown>;
  /** BCP 47 language of the text. */
  language: string;
}

/** What a part follows: the post at the top, and the one right above it. `part` counts from 1. */
export interface Under {
  kind: FollowingKind;
  part: number;
  root: Published;
  parent: Published;
}

export interface PublishCall extends Tools {
  account: Account;
  content: PublishContent;
  /** Stable for this delivery over all its attempts: the network must see the same key each time. */
  dedupeKey: string;
  /** Where this part stands: under which post it goes, and as which of its parts; null for the post itself. */
  under: Under | null;
  /** The instant at which this delivery was first attempted; keys that carry a time derive it from here. */
  firstAttemptAt: Date;
}

/** The network's own words, kept as evidence. */
export interface Answer {
  httpStatus: number | null;
  body: unknown;
}

/** Outcomes of a call that may create something. Expected ones are returned, never thrown. */
export type PublishResult =
  | { status: "published"; externalId: string; url: string | null; answer: Answer }
  /** The network proved that it did not accept, and never will as it stands. */
  | {
      status: "rejected";
      reason: "auth" | "invalid_content" | "duplicate" | "policy" | "not_found";
      detail: string;
      answer: Answer;
    }
  /** The network proved that nothing was created, and a later try may work. */
  | {
      status: "retry";
      reason: "rate_limited" | "unavailable" | "not_sent";
      afterMs: number | null;
      detail: string;
      answer: Answer | null;
    }
  /** It may or may not exist: no answer, or an answer that proves nothing. */
  | { status: "unknown"; detail: string; answer: Answer | null };

export type LookupResult =
  | { status: "found"; externalId: string; url: string | null; answer: Answer | null }
  | { status: "absent"; answer: Answer | null }
  /** `auth`: our credentials were refused, so the next look needs others. */
  | { status: "unknown"; detail: string; answer: Answer | null; auth?: boolean };

export type RefreshResult =
  | { status: "refreshed"; credentials: Record<string, unknown>; expiresAt: Date | null }
  /** The network proved that the grant is gone: a person must reconnect. */
  | { status: "revoked"; detail: string }
  /** Anything else; the channel stays connected. */
  | { status: "transient"; detail: string; afterMs: number | null };

export type TestResult =
  | { status: "ok"; capabilities: Capabilities | null }
  | { status: "auth"; detail: string }
  | { status: "unreachable"; detail: string };

/** Counts read back from the network; null is "this network does not tell". */
export interface Metrics {
  likes: number | null;
  reposts: number | null;
  replies: number | null;
  views: number | null;
}
export type MetricsResult =
  | { status: "ok"; metrics: Metrics }
  | { status: "gone" }
  | { status: "auth"; detail: string }
  | { status: "unavailable"; detail: string; afterMs: number | null };

/** What stands on the network now, to compare with what we sent. */
export type InspectResult =
  | { status: "found"; text: string; url: string | null }
  /** It cannot differ: what stands there is what we keep. */
  | { status: "intact" }
  | { status: "gone" }
  | { status: "auth"; detail: string }
  | { status: "unavailable"; detail: string };

export type EditResult =
  | { status: "edited"; url: string | null }
  | { status: "refused"; detail: string }
  | { status: "auth"; detail: string }
  | { status: "unavailable"; detail: string };

/** How much may be published in a rolling window; known before scheduling. The declaration names its source. */
export interface Quota {
  limit: number;
  windowMs: number;
  /** Whose allowance it is: one account's, or that of this installation's app over all accounts. */
  per: "channel" | "installation";
}

/** What one post costs whoever sends it, in minor units of `currency`. */
export interface Cost {
  minor: number;
  currency: string;
  reason: "post" | "link";
}

export type RemoveResult =
  | { status: "removed" }
  | { status: "auth"; detail: string }
  | { status: "unavailable"; detail: string };

/** Reference to something that was published. */
export interface Published {
  externalId: string;
  url: string | null;
}

/**
 * What can be promised about one delivery:
 * `exactly_once` the network dedupes by our key or lets us read it back by key;
 * `at_least_once` we repeat until it accepts, and the receiver drops repeats by our key;
 * `by_search` we search its recent posts, with a small error;
 * `at_most_once` an unclear answer goes to a person.
 */
export type Guarantee = "exactly_once" | "at_least_once" | "by_search" | "at_most_once";

/** One kind of destination. Everything that the core knows of a network is here. */
export interface Network {
  /** Stored in rows and URLs; never changes. */
  key: string;
  /** Its proper name, the same in every language. */
  name: string;
  /** A 24x24 SVG path and the brand colour (hex). */
  icon: { path: string; color: string };
  /** How the composer shows a variant. */
  preview: { layout: "microblog" | "article" | "payload"; altTextShown: boolean };
  connect: Connect;
  capabilities: Capabilities;
  /**
   * Per-post options, with defaults for all of them: `parse({})` succeeds. `.meta({ counted: true })` on one says that
   * its length counts with the text, `.meta({ covers: "text" | "media" })` what it hides until the reader asks.
   */
  settings: z.ZodType<Record<string, unknown>>;
  guarantee: Guarantee;
  /** For how long the network drops a repeat with the same `dedupeKey`; null when it does not. */
  resendWindowMs: number | null;
  /** How long after a call its effect is sure to be visible to `lookup`. */
  settleMs: number;
  /** Time that one publish call may take in all, uploads included. */
  timeoutMs: number;
  /** Problems beyond what `capabilities` says; pure. */
  check?(variant: VariantDraft, capabilities: Capabilities): Issue[];
  publish(call: PublishCall): Promise<PublishResult>;
  lookup?(call: PublishCall): Promise<LookupResult>;
  test(account: Account, tools: Tools): Promise<TestResult>;
  refresh?(account: Account, tools: Tools): Promise<RefreshResult>;
  /**
   * The id of a post of this account, from the link to it that a person gives; null when it shows none. Declared where
   * the network knows posts by ids of its own making: without one nothing can be put under such a post.
   */
  identify?(account: Omit<Account, "credentials">, link: string): string | null;
  metrics?(account: Account, published: Published, tools: Tools): Promise<MetricsResult>;
  remove?(account: Account, published: Published, tools: Tools): Promise<RemoveResult>;
  /** Read what stands there now. */
  inspect?(account: Account, published: Published, tools: Tools): Promise<InspectResult>;
  /** Change the text of what stands there; only where the network allows it. */
  edit?(call: PublishCall, published: Published): Promise<EditResult>;
  quotas?: readonly Quota[];
  cost?(variant: VariantDraft): Cost | null;
  /**
   * The server behind an account, where the network has many: one may be ill while the others are well.
   * Read from its settings alone; what stands after a `#` tells servers of one name apart and is shown to nobody.
   */
  serverOf?(account: Pick<Account, "settings">): string;
}

/** Declare a network; the type checks it against the contract. */
export const defineNetwork = (network: Network): Network => network;

export type { Capabilities, FollowingKind, Issue, VariantDraft } from "./capabilities";
