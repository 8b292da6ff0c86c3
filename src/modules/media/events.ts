import { z } from "zod";
import { idOf } from "@/kernel/ids";

const assetEvent = z.object({ assetId: idOf("asset") });

/** What the module tells the rest of the product; the payload names the asset and nothing else. */
export const assetCreated = { name: "asset.created", schema: assetEvent } as const;
export const assetDeleted = { name: "asset.deleted", schema: assetEvent } as const;
/** Keys of stored files whose workspace was deleted with the rows that knew them. */
export const filesLeft = {
  name: "asset.files_left",
  schema: z.object({ keys: z.array(z.string()).max(200) }),
} as const;
