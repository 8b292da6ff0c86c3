import { z } from "zod";
import { idOf } from "@/kernel/ids";

/** Rows were accepted whose files must still be fetched. */
export const importMediaRequested = {
  name: "import.media_requested",
  schema: z.object({ importId: idOf("import") }),
} as const;

/** The last file of an import has come, or has failed to: its posts are all there. */
export const importFinished = {
  name: "import.finished",
  schema: z.object({ importId: idOf("import") }),
} as const;
