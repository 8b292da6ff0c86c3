import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { HUES } from "@/kernel/palette";

/** More than a menu can be searched by eye; the bound stops a runaway script. */
export const labelsOfWorkspaceMax = 200;

const label = { name: z.string().trim().min(1).max(40), color: z.enum(HUES).default("blue") };

export const createLabelInput = z.object(label);
export type CreateLabelInput = z.output<typeof createLabelInput>;
export const updateLabelInput = z.object({ labelId: idOf("label"), ...label });
export type UpdateLabelInput = z.output<typeof updateLabelInput>;
export const labelListInput = z.object({});
export const labelIdInput = z.object({ labelId: idOf("label") });
export type LabelIdInput = z.output<typeof labelIdInput>;

export const labelOutput = z
  .object({
    id: idOf("label"),
    name: z.string(),
    color: z.string(),
    posts: z.number().int().describe("How many posts bear it"),
  })
  .meta({ id: "Label" });
export type LabelView = z.output<typeof labelOutput>;
export const labelListOutput = z.object({ items: z.array(labelOutput) });
export const labelDeletedOutput = z.object({ deleted: z.literal(true) });
