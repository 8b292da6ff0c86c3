import { typeid } from "typeid-js";
import { z } from "zod";
import { base32FromUuid, uuidFromBase32 } from "./base32";
import { DomainError } from "./errors";

/** Every entity that carries an id, with the prefix that the outside world sees. */
export const ID_PREFIX = {
  user: "user",
  session: "session",
  account: "account",
  verification: "verify",
  twoFactor: "totp",
  passkey: "passkey",
  workspace: "ws",
  member: "member",
  invitation: "invite",
  apiKey: "key",
  audit: "audit",
  outbox: "event",
  channel: "channel",
  connection: "connect",
  asset: "asset",
  rendition: "rend",
  post: "post",
  variant: "variant",
  delivery: "delivery",
  attempt: "attempt",
  snapshot: "snap",
  slot: "slot",
  series: "series",
  collection: "collection",
  evergreen: "evergreen",
  campaign: "campaign",
  label: "label",
  snippet: "snippet",
  version: "version",
  import: "import",
  share: "share",
  approval: "approval",
  review: "review",
  comment: "comment",
  notification: "notice",
  push: "push",
} as const;

export type Entity = keyof typeof ID_PREFIX;
/** A prefixed, sortable, opaque id such as `post_01j…`; ids of two entities never mix. */
export type Id<E extends Entity = Entity> = `${(typeof ID_PREFIX)[E]}_${string}`;

/** Mint an id: a TypeID over a UUIDv7, so ids sort by time of creation. */
export const newId = <E extends Entity>(entity: E): Id<E> => typeid(ID_PREFIX[entity]).toString() as Id<E>;

function findUuid(entity: Entity, id: string): string | null {
  const start = `${ID_PREFIX[entity]}_`;
  return id.startsWith(start) ? uuidFromBase32(id.slice(start.length)) : null;
}

/** Tell whether `value` is a well-formed id of `entity`. */
export const isId = <E extends Entity>(entity: E, value: unknown): value is Id<E> =>
  typeof value === "string" && value.startsWith(`${ID_PREFIX[entity]}_`) && findUuid(entity, value) !== null;

/** The UUID behind an id, as Postgres stores it. @throws DomainError INVALID `id.malformed`. */
export function idToUuid<E extends Entity>(entity: E, id: string): string {
  const uuid = findUuid(entity, id);
  if (!uuid) throw new DomainError("INVALID", "id.malformed", `Not a valid ${entity} id`);
  return uuid;
}

/** The prefixed id of a stored UUID. */
export const idFromUuid = <E extends Entity>(entity: E, uuid: string): Id<E> =>
  `${ID_PREFIX[entity]}_${base32FromUuid(uuid)}`;

/** An id in an input: checked for its form; whether the row exists and is yours is the command's question. */
export const idOf = <E extends Entity>(entity: E) =>
  z
    .string()
    .regex(new RegExp(`^${ID_PREFIX[entity]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`))
    .refine((value) => isId(entity, value))
    .meta({ example: `${ID_PREFIX[entity]}_01jd3xvk3xe8ktcvz6c8jxzz4q` }) as unknown as z.ZodType<
    Id<E>,
    string
  >;
