import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { bodyMax, createPostInput, POST_STATES, postIdInput } from "@/modules/publishing/schemas";

/** A workspace needs a handful; the bound keeps a runaway script from filling the plan. */
export const collectionsMax = 100;
export const itemsMax = 500;
export const variationsMax = 20;
export const cooldownDaysMax = 730;
export const weeklyCapMax = 35;
export const horizonDaysMax = 60;
export const usesMaxMax = 1_000;
/** What a preview shows beyond what is planned. */
export const previewMax = 12;

export const collectionIdInput = z.object({ collectionId: idOf("collection") });
export type CollectionIdInput = z.output<typeof collectionIdInput>;
export const evergreenIdInput = z.object({ evergreenId: idOf("evergreen") });
export type EvergreenIdInput = z.output<typeof evergreenIdInput>;

export const createCollectionInput = z.object({
  name: z.string().trim().min(1).max(80),
  channelIds: z.array(idOf("channel")).max(50).describe("Channels whose free slots it may fill"),
  cooldownDays: z.number().int().min(1).max(cooldownDaysMax).default(30).meta({
    description: "Days before an item, or the same text, may go to the same channel again",
  }),
  weeklyCap: z.number().int().min(1).max(weeklyCapMax).default(3).meta({
    description: "Posts that it makes per channel within any seven days, at most",
  }),
  horizonDays: z.number().int().min(1).max(horizonDaysMax).default(7).meta({
    description: "Days ahead that it fills",
  }),
});
export type CreateCollectionInput = z.output<typeof createCollectionInput>;

export const updateCollectionInput = collectionIdInput.extend(createCollectionInput.shape);
export type UpdateCollectionInput = z.output<typeof updateCollectionInput>;

const planned = z.enum(["keep", "remove"]).describe("What becomes of the posts that it planned already");
export const pauseCollectionInput = collectionIdInput.extend({ planned });
export type PauseCollectionInput = z.output<typeof pauseCollectionInput>;

/** What a post is written from, but for its text: that is one of the variations. */
export const evergreenTemplate = createPostInput.omit({ postId: true, body: true });
export type EvergreenTemplate = z.output<typeof evergreenTemplate>;

const sameText = (text: string) => text.normalize("NFC").replaceAll(/\s+/g, " ").trim().toLowerCase();
/** A text as networks compare texts: case and white space make no difference. */
export const textKeyOf = sameText;

const variations = z
  .array(z.string().max(bodyMax))
  .min(1)
  .max(variationsMax)
  .refine((texts) => new Set(texts.map(sameText)).size === texts.length, {
    error: "evergreen.same_variation",
  });
const item = {
  template: evergreenTemplate.prefault({}),
  variations: variations.describe("Texts that are used in turn"),
  usesMax: z.number().int().min(1).max(usesMaxMax).nullable().default(null),
};
export const createEvergreenInput = collectionIdInput.extend(item);
export type CreateEvergreenInput = z.output<typeof createEvergreenInput>;
export const updateEvergreenInput = evergreenIdInput.extend(item);
export type UpdateEvergreenInput = z.output<typeof updateEvergreenInput>;

export const evergreenFromPostInput = collectionIdInput.extend({ postId: idOf("post") });
export type EvergreenFromPostInput = z.output<typeof evergreenFromPostInput>;

export const EVERGREEN_STATES = ["active", "used_up", "retired"] as const;

export const collectionOutput = z
  .object({
    id: idOf("collection"),
    name: z.string(),
    channelIds: z.array(idOf("channel")),
    cooldownDays: z.number().int(),
    weeklyCap: z.number().int(),
    horizonDays: z.number().int(),
    paused: z.boolean(),
    itemCount: z.number().int().describe("Items that may still be used"),
    plannedCount: z.number().int().describe("Posts that it made and that are to come"),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: "EvergreenCollection" });
export type CollectionView = z.output<typeof collectionOutput>;

export const evergreenOutput = z
  .object({
    id: idOf("evergreen"),
    collectionId: idOf("collection"),
    title: z.string().nullable(),
    mediaCount: z.number().int(),
    template: z.unknown().describe("What its posts are written from, but for the text"),
    variations: z.array(z.string()),
    state: z.enum(EVERGREEN_STATES),
    uses: z.number().int(),
    usesMax: z.number().int().nullable(),
    lastUsedAt: instantSchema.nullable(),
    refusals: z
      .array(z.object({ channelId: idOf("channel"), reason: z.string() }))
      .describe("Channels that refuse it as it is, and why, as a stable word"),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: "Evergreen" });
export type EvergreenView = Omit<z.output<typeof evergreenOutput>, "template"> & {
  template: EvergreenTemplate;
};

export const collectionListOutput = z.object({ items: z.array(collectionOutput) });
export const collectionDetailOutput = collectionOutput.extend({ items: z.array(evergreenOutput) });

export const fillOutput = z
  .object({
    evergreenId: idOf("evergreen"),
    channelId: idOf("channel"),
    at: instantSchema,
    text: z.string(),
    variation: z.number().int().nullable().describe("Which of its texts, from 0; null once it was edited"),
    postId: idOf("post").nullable().describe("Null: not written yet"),
    postState: z.enum(POST_STATES).nullable(),
  })
  .meta({ id: "EvergreenFill" });
export type FillView = z.output<typeof fillOutput>;

export const fillPreviewOutput = z.object({
  planned: z.array(fillOutput).describe("Posts that it made and that are to come"),
  next: z.array(fillOutput).describe("What it would write next, as things stand"),
  freeSlots: z.number().int().describe("Free slots of its channels within the horizon"),
  slotless: z.array(idOf("channel")).describe("Channels of it without a slot for evergreen posts"),
});
export type FillPreview = z.output<typeof fillPreviewOutput>;

export const evergreenDeletedOutput = z.object({ deleted: z.literal(true) });

/** The item that a post was made from. */
export const evergreenOriginOutput = z
  .object({ evergreenId: idOf("evergreen"), collectionId: idOf("collection"), collectionName: z.string() })
  .nullable();
export type EvergreenOrigin = z.output<typeof evergreenOriginOutput>;
export const originOfPostInput = postIdInput;
