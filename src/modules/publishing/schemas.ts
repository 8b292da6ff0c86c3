export const DELIVERY_STATES = [
  "scheduled",
  "leased",
  "sending",
  "unconfirmed",
  "published",
  "failed",
  "needs_attention",
  "held",
  "missed",
  "cancelled",
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const POST_STATES = [
  "draft",
  "scheduled",
  "publishing",
  "published",
  "partial",
  "needs_attention",
  "held",
  "failed",
  "missed",
  "cancelled",
] as const;
export type PostState = (typeof POST_STATES)[number];

/** What went out, as it was when it went: kept with the delivery as evidence and as the public site's text. */
export interface FrozenContent {
  title: string | null;
  body: string;
  tags: string[];
  language: string;
  settings: Record<string, unknown>;
  media: { assetId: string; altText: string }[];
  /** Hex SHA-256 of the above. */
  hash: string;
}
