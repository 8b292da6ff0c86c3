import { createHash, randomBytes } from "node:crypto";

export interface App {
  clientId: string;
  clientSecret: string;
  name: string;
  redirectUris: string[];
  scopes: string[];
}
export interface Person {
  id: string;
  username: string;
  displayName: string;
}
export interface Grant {
  app: App;
  person: Person;
  redirectUri: string;
  scopes: string[];
  challenge: string | null;
}
export interface Media {
  id: string;
  mimeType: string;
  bytes: Buffer;
  description: string | null;
  /** How many more times its state is asked before it is ready. */
  pollsLeft: number;
  usedBy: string | null;
}
export interface Status {
  id: string;
  createdAt: Date;
  text: string;
  spoilerText: string;
  sensitive: boolean;
  visibility: string;
  language: string | null;
  media: Media[];
  person: Person;
  app: string;
  favourites: number;
  reblogs: number;
  replies: number;
  inReplyToId: string | null;
  editedAt: Date | null;
}

/** What a fake instance is told at its start. */
export interface InstanceOptions {
  maxCharacters: number;
  maxMedia: number;
  charactersPerUrl: number;
  mimeTypes: string[];
  imageSizeLimit: number;
  imageMatrixLimit: number;
  videoSizeLimit: number;
  videoMatrixLimit: number;
  descriptionLimit: number;
  /** Older servers have neither the metadata document nor PKCE. */
  pkce: boolean;
  /** How many times a file is asked about before it is ready; 0 answers 200 at once. */
  processingPolls: number;
  rateLimit: number;
  now: () => Date;
}

export const defaultInstance: InstanceOptions = {
  maxCharacters: 500,
  maxMedia: 4,
  charactersPerUrl: 23,
  mimeTypes: ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm"],
  imageSizeLimit: 16_777_216,
  imageMatrixLimit: 33_177_600,
  videoSizeLimit: 103_809_024,
  videoMatrixLimit: 8_294_400,
  descriptionLimit: 1_500,
  pkce: true,
  processingPolls: 0,
  rateLimit: 300,
  now: () => new Date(),
};

const idempotencyWindowMs = 3_600_000;

/** Everything that a fake instance remembers. */
export class InstanceState {
  readonly apps = new Map<string, App>();
  readonly codes = new Map<string, Grant>();
  readonly tokens = new Map<string, Grant>();
  readonly media = new Map<string, Media>();
  readonly statuses = new Map<string, Status>();
  readonly person: Person = { id: "109876", username: "ana", displayName: "Ana" };
  private readonly keys = new Map<string, { id: string; at: number }>();
  private sequence = 0;
  private requests = 0;

  constructor(readonly options: InstanceOptions) {}

  /** Ids rise with time, as Mastodon's do. */
  nextId(): string {
    return String((BigInt(this.options.now().getTime()) << 16n) + BigInt(++this.sequence));
  }

  secret(): string {
    return randomBytes(24).toString("base64url");
  }

  /** The status that this key already made within the hour. */
  repeated(person: Person, key: string | undefined): Status | null {
    const kept = key === undefined ? undefined : this.keys.get(`${person.id}:${key}`);
    if (!kept || this.options.now().getTime() - kept.at > idempotencyWindowMs) return null;
    return this.statuses.get(kept.id) ?? null;
  }

  remember(status: Status, key: string | undefined): void {
    this.statuses.set(status.id, status);
    if (key !== undefined)
      this.keys.set(`${status.person.id}:${key}`, { id: status.id, at: this.options.now().getTime() });
  }

  /** The headers that every API answer carries. */
  rateHeaders(): Record<string, string> {
    this.requests++;
    return {
      "x-ratelimit-limit": String(this.options.rateLimit),
      "x-ratelimit-remaining": String(Math.max(0, this.options.rateLimit - this.requests)),
      "x-ratelimit-reset": new Date(this.options.now().getTime() + 300_000).toISOString(),
    };
  }
}

/** Tell whether a verifier is the one that a challenge was made from. */
export const verifies = (verifier: unknown, challenge: string): boolean =>
  typeof verifier === "string" && createHash("sha256").update(verifier).digest("base64url") === challenge;
