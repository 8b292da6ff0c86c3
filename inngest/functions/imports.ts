import { fetchImportMedia } from "@/modules/imports/commands/fetch-media";
import { importMediaRequested } from "@/modules/imports/events";
import { inngest } from "@/platform/inngest";
import { contextOf } from "../context";

/** Fetches the files that accepted rows name, a few rows a step, and makes the posts that waited for them. */
export const fetchImportFiles = inngest.createFunction(
  {
    id: "imports.fetch-media",
    retries: 4,
    concurrency: { key: "event.data.tenantId", limit: 1 },
    triggers: { event: importMediaRequested.name },
  },
  async ({ event, step }) => {
    const { importId } = importMediaRequested.schema.parse(event.data);
    for (let turn = 0; ; turn++) {
      const { pending } = await step.run(`fetch-${turn}`, () =>
        fetchImportMedia(contextOf(event, "imports.fetch-media"), { importId }),
      );
      if (pending === 0) return { turns: turn + 1 };
    }
  },
);
