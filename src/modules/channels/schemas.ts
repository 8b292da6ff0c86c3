import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput } from "@/kernel/pagination";

export const CHANNEL_STATES = ["active", "broken", "disconnected"] as const;
export type ChannelState = (typeof CHANNEL_STATES)[number];

/** An OAuth round trip is over after this long: long enough to sign in over there with a second factor. */
export const connectionLifetimeMs = 10 * 60_000;

// Bounds what is sealed; the longest real value is an access token of a few kilobytes.
const connectFieldLengthMax = 4_096;

const networkKey = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/)
  .meta({ example: "bluesky" });

/** The values of a network's connect form, by field name. */
export const connectValues = z
  .record(z.string().max(64), z.string().max(connectFieldLengthMax))
  .refine((values) => Object.keys(values).length <= 20);

export const channelIdInput = z.object({ channelId: idOf("channel") });
export type ChannelIdInput = z.output<typeof channelIdInput>;

export const listChannelsInput = pageInput.extend({
  // Most workspaces fit on one page, and the composer wants them all.
  limit: z.coerce.number().int().min(1).max(100).default(100),
  state: z.enum(CHANNEL_STATES).optional(),
});
export type ListChannelsInput = z.output<typeof listChannelsInput>;

export const connectChannelInput = z.object({
  network: networkKey,
  values: connectValues.default({}),
  /** Reconnect this channel: only the same account is accepted. */
  channelId: idOf("channel").optional(),
});
export type ConnectChannelInput = z.output<typeof connectChannelInput>;

export const renameChannelInput = channelIdInput.extend({ name: z.string().trim().min(1).max(80) });
export type RenameChannelInput = z.output<typeof renameChannelInput>;

const mediaCapability = z.object({
  countMax: z.number().int(),
  mimeTypes: z.array(z.string()),
  bytesMax: z.number().int(),
  pixelsMax: z.number().int().optional(),
  durationMaxMs: z.number().int().optional(),
  altTextMax: z.number().int(),
});

/** Limits of a channel, as data. */
export const capabilitiesSchema = z.object({
  text: z.object({
    max: z.number().int(),
    unit: z.enum(["graphemes", "characters", "utf8_bytes"]),
    urlCost: z.number().int().optional(),
    shortMentions: z.boolean().optional(),
    bytesMax: z.number().int().optional(),
  }),
  title: z.object({ max: z.number().int(), required: z.boolean() }).nullable(),
  image: mediaCapability.nullable(),
  gif: mediaCapability.nullable(),
  video: mediaCapability.nullable(),
  mediaCountMax: z.number().int(),
  mediaMixed: z.boolean(),
  emptyTextWithMedia: z.boolean(),
  tags: z.boolean(),
  parts: z
    .object({ kinds: z.array(z.enum(["thread", "first_comment", "follow_up"])), max: z.number().int() })
    .optional()
    .describe("What may follow a post here; absent: nothing may"),
});

/** How much may be published in any span of time this long. */
export const quotaSchema = z.object({
  limit: z.number().int(),
  windowMs: z.number().int(),
  per: z.enum(["channel", "installation"]),
});

const guarantee = z.enum(["exactly_once", "at_least_once", "by_search", "at_most_once"]);
const icon = z.object({ path: z.string(), color: z.string() });
const preview = z.object({
  layout: z.enum(["microblog", "article", "payload"]),
  altTextShown: z.boolean(),
});

/** A channel as the app and the API show it: never a secret. */
export const channelSchema = z.object({
  id: idOf("channel"),
  network: networkKey,
  networkName: z.string(),
  icon,
  preview,
  guarantee,
  name: z.string(),
  handle: z.string(),
  avatarUrl: z.string().nullable(),
  profileUrl: z.string().nullable(),
  state: z.enum(CHANNEL_STATES),
  problem: z.string().nullable().describe("Why it is broken, in the network's words"),
  capabilities: capabilitiesSchema,
  capabilitiesLive: z.boolean().describe("Whether the limits were read from the account's own server"),
  given: z
    .record(z.string(), z.string())
    .describe("Where one signs in to it, as it was connected: nothing of it is secret"),
  checkedAt: instantSchema.nullable(),
  createdAt: instantSchema,
});
export type ChannelView = z.output<typeof channelSchema>;

/** What connecting gives. `reveal` is shown once: it cannot be read again. */
export const connectedSchema = z.object({
  outcome: z.enum(["connected", "reconnected"]),
  channel: channelSchema,
  reveal: z.record(z.string(), z.string()),
});
export type Connected = z.output<typeof connectedSchema>;

export const channelTestSchema = z.object({
  status: z.enum(["ok", "auth", "unreachable"]),
  detail: z.string().nullable().describe("The network's own sentence"),
  channel: channelSchema,
});
export type ChannelTest = z.output<typeof channelTestSchema>;

const settingCovers = z
  .enum(["text", "media"])
  .nullable()
  .describe("What a value other than the default hides until the reader asks for it");
const settingShape = { name: z.string(), covers: settingCovers };

/** A per-post option of a network: enough to draw its control and to check its value. */
export const settingFieldSchema = z.discriminatedUnion("kind", [
  z.object({
    ...settingShape,
    kind: z.literal("text"),
    default: z.string(),
    max: z.number().int().nullable(),
    pattern: z.string().nullable(),
    counted: z.boolean().describe("Whether its length counts with the text"),
  }),
  z.object({ ...settingShape, kind: z.literal("switch"), default: z.boolean() }),
  z.object({ ...settingShape, kind: z.literal("choice"), default: z.string(), options: z.array(z.string()) }),
]);
export type SettingField = z.output<typeof settingFieldSchema>;

/** A network of the gallery: what it is, what its connect form asks for and what each post may choose. */
export const networkSchema = z.object({
  key: networkKey,
  name: z.string(),
  icon,
  preview,
  guarantee,
  capabilities: capabilitiesSchema,
  connect: z.object({
    type: z.enum(["none", "form", "oauth"]),
    fields: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(["text", "url", "password"]),
        required: z.boolean(),
        defaultValue: z.string().optional(),
        autoComplete: z.string().optional(),
      }),
    ),
  }),
  settings: z.array(settingFieldSchema).describe("Per-post options"),
  removable: z.boolean().describe("Whether what was published can be removed from here"),
  editable: z.boolean().describe("Whether the text of what was published can be changed from here"),
  inspectable: z.boolean().describe("Whether what stands there can be compared with what was sent"),
  quotas: z.array(quotaSchema),
  costs: z.boolean().describe("Whether posting there can cost money"),
});
export type NetworkView = z.output<typeof networkSchema>;
