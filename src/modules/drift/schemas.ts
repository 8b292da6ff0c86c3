import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput } from "@/kernel/pagination";
import { bodyMax } from "@/modules/publishing/schemas";

export const PRESENCE_STATES = ["intact", "edited", "gone", "unknown"] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

export const presenceInput = z.object({ deliveryId: idOf("delivery") });
export type PresenceInput = z.output<typeof presenceInput>;

export const editOnNetworkInput = presenceInput.extend({
  text: z.string().max(bodyMax).describe("What is to stand there instead; its media stay"),
});
export type EditOnNetworkInput = z.output<typeof editOnNetworkInput>;

export const presenceOutput = z
  .object({
    deliveryId: idOf("delivery"),
    state: z.enum(PRESENCE_STATES).describe("`unknown` also while nobody has looked"),
    sentText: z.string().nullable().describe("What we sent"),
    foundText: z.string().nullable().describe("What stands there, when it is not what we sent"),
    detail: z.string().nullable().describe("Why the last look told nothing"),
    checkedAt: instantSchema.nullable(),
    since: instantSchema.nullable().describe("When it was first seen to differ"),
    acceptedAt: instantSchema.nullable().describe("When a person let it be"),
    inspectable: z.boolean(),
    editable: z.boolean(),
  })
  .meta({ id: "Presence" });
export type PresenceView = z.output<typeof presenceOutput>;

export const listDriftInput = pageInput;
export type ListDriftInput = z.output<typeof listDriftInput>;

export const driftOutput = z.object({
  deliveryId: idOf("delivery"),
  postId: idOf("post"),
  postTitle: z.string().nullable(),
  text: z.string().describe("The beginning of what we sent"),
  channelName: z.string(),
  network: z.string(),
  state: z.enum(["edited", "gone"]),
  since: instantSchema,
});
export type DriftView = z.output<typeof driftOutput>;
