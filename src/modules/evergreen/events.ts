import { z } from "zod";

/** Something changed that decides what fills free slots; the payload names nothing but the workspace. */
export const evergreenChanged = { name: "evergreen.changed", schema: z.object({}) } as const;
