import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { pageInput, pageSchema } from "@/kernel/pagination";
import { issueOutput } from "@/modules/publishing/schemas";

/** A year of posts on several channels fits; more is several files. */
export const importRowsMax = 2_000;
export const importBytesMax = 5_000_000;
/** Characters of that many bytes in base 64, as a JSON body carries them. */
export const importBase64Max = Math.ceil(importBytesMax / 3) * 4;
export const importColumnsMax = 60;
/** The longest text of a post, and room for what it is wrapped in. */
export const cellMax = 50_000;
const headerMax = 200;
const fileNameMax = 200;

/** What a column of a file can hold. */
export const IMPORT_FIELDS = [
  "text",
  "title",
  "dateTime",
  "date",
  "time",
  "timeZone",
  "channels",
  "queue",
  "tags",
  "media",
  "altText",
  "link",
  "firstComment",
  "thread",
  "parts",
  "variants",
  "signature",
  "language",
  "campaign",
  "labels",
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];
/** Field of a post → header of the file. */
export type Mapping = Partial<Record<ImportField, string>>;

export const DATE_ORDERS = ["dmy", "mdy"] as const;
/** Whether `3/4/2026` is in April or in March. */
export type DateOrder = (typeof DATE_ORDERS)[number];

export const ROW_PROBLEMS = [
  "row_empty",
  "text_broken",
  "text_too_long",
  "title_too_long",
  "date_malformed",
  "time_malformed",
  "time_missing",
  "date_missing",
  "date_past",
  "time_skipped",
  "zone_unknown",
  "queue_malformed",
  "signature_malformed",
  "no_channel",
  "channel_unknown",
  "channel_ambiguous",
  "channel_disconnected",
  "channels_too_many",
  "tag_malformed",
  "tags_too_many",
  "media_unknown",
  "media_ambiguous",
  "media_url",
  "media_too_many",
  "media_failed",
  "alt_too_many",
  "parts_too_many",
  "details_malformed",
  "language_malformed",
  "campaign_new",
  "label_new",
  "link_malformed",
  "duplicate_row",
  "not_publisher",
  "network",
  "quota_exceeded",
  "refused",
] as const;
export type RowProblemCode = (typeof ROW_PROBLEMS)[number];

export const rowProblemOutput = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.enum(ROW_PROBLEMS),
    field: z.enum(IMPORT_FIELDS).nullable().describe("The field at fault; null when it is the whole row"),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    channel: z.string().optional().describe("For `network`: the channel that would refuse it"),
    issue: issueOutput.optional().describe("For `network`: what its network would refuse"),
  })
  .meta({ id: "ImportProblem" });
export type RowProblem = z.output<typeof rowProblemOutput>;

export const rowOutcomeOutput = z.object({
  state: z
    .enum(["pending", "made", "draft"])
    .describe("`pending`: its media are on their way; `draft`: kept, but not as the file says"),
  postId: idOf("post").nullable(),
  problems: z.array(rowProblemOutput).describe("What kept it from being as the file says"),
});
export type RowOutcome = z.output<typeof rowOutcomeOutput>;

export const importOptions = z.object({
  dateOrder: z.enum(DATE_ORDERS).optional().describe("As the dates themselves tell when absent"),
  timeZone: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe("For rows that name none; the workspace's when absent"),
  channelIds: z.array(idOf("channel")).max(50).optional().describe("For rows that name no channel"),
});
export type ImportOptions = z.output<typeof importOptions>;

const mapping = z.partialRecord(z.enum(IMPORT_FIELDS), z.string().max(headerMax));

const source = {
  fileName: z.string().trim().min(1).max(fileNameMax),
  format: z.enum(["csv", "json"]).optional().describe("By the file's name and first character when absent"),
};

/** A file as a browser or a program sends it. */
export const createImportInput = z.object({
  ...source,
  content: z.string().max(importBytesMax).optional().describe("The file as text"),
  base64: z
    .string()
    .max(importBase64Max)
    .optional()
    .describe("The file's bytes in base 64, whatever their encoding; in place of `content`"),
  options: importOptions.default({}),
});
export type CreateImportInput = z.output<typeof createImportInput>;

export const importIdInput = z.object({ importId: idOf("import") });
export type ImportIdInput = z.output<typeof importIdInput>;

export const configureImportInput = importIdInput.extend({
  mapping: mapping.optional(),
  options: importOptions.optional(),
});
export type ConfigureImportInput = z.output<typeof configureImportInput>;

const row = z.coerce.number().int().min(1).max(importRowsMax).describe("Counted from 1, without the headers");

export const setCellInput = importIdInput.extend({
  row,
  field: z.enum(IMPORT_FIELDS),
  value: z.string().max(cellMax),
});
export type SetCellInput = z.output<typeof setCellInput>;

export const undoImportInput = importIdInput.extend({
  includeEdited: z
    .boolean()
    .default(false)
    .describe(
      "Posts that somebody edited or gave another time since go too; otherwise they stay, and are named",
    ),
});
export type UndoImportInput = z.output<typeof undoImportInput>;

export const acceptImportInput = importIdInput.extend({
  rows: z.array(row).max(importRowsMax).optional().describe("All of them when absent"),
  troubled: z
    .enum(["leave", "draft"])
    .default("leave")
    .describe("Rows with errors: left out, or kept as drafts without what is wrong"),
});
export type AcceptImportInput = z.output<typeof acceptImportInput>;

export const listImportsInput = pageInput;
export type ListImportsInput = z.output<typeof listImportsInput>;

export const IMPORT_STATES = ["preview", "running", "done", "undone"] as const;

export const importOutput = z
  .object({
    id: idOf("import"),
    fileName: z.string(),
    format: z.enum(["csv", "json"]),
    state: z.enum(IMPORT_STATES),
    headers: z.array(z.string()),
    mapping,
    options: importOptions,
    dates: z.object({
      order: z.enum(DATE_ORDERS).describe("How days and months are read"),
      certain: z.boolean().describe("False: the dates alone do not tell, so it is worth a look"),
      mixed: z.boolean().describe("True: some dates can only be read the other way round"),
    }),
    samples: z.record(z.string(), z.array(z.string())).describe("The first values of each column"),
    rowCount: z.number().int(),
    acceptedCount: z.number().int(),
    pendingCount: z.number().int(),
    editedCount: z
      .number()
      .int()
      .describe("Posts of it that somebody edited or gave another time since, and that are not out"),
    authorName: z.string().nullable(),
    createdAt: instantSchema,
    undoneAt: instantSchema.nullable(),
  })
  .meta({ id: "Import" });
export type ImportView = z.output<typeof importOutput>;

export const importSummaryOutput = importOutput.pick({
  id: true,
  fileName: true,
  format: true,
  state: true,
  rowCount: true,
  acceptedCount: true,
  pendingCount: true,
  authorName: true,
  createdAt: true,
  undoneAt: true,
});
export type ImportSummary = z.output<typeof importSummaryOutput>;
export const importPageOutput = pageSchema(importSummaryOutput);

export const importRowOutput = z
  .object({
    row: z.number().int(),
    cells: z.partialRecord(z.enum(IMPORT_FIELDS), z.string()).describe("What the file says, by field"),
    wallTime: z.string().nullable(),
    timeZone: z.string().nullable(),
    publishAt: instantSchema.nullable(),
    queued: z.boolean(),
    channels: z.array(z.object({ id: idOf("channel"), name: z.string(), network: z.string() })),
    problems: z.array(rowProblemOutput),
    outcome: rowOutcomeOutput
      .extend({
        state: z
          .enum([...rowOutcomeOutput.shape.state.options, "undone"])
          .describe(`${rowOutcomeOutput.shape.state.description}; \`undone\`: its post went with its import`),
      })
      .nullable()
      .describe("Null: not accepted yet"),
  })
  .meta({ id: "ImportRow" });
export type ImportRow = z.output<typeof importRowOutput>;
export const importRowsOutput = z.object({ items: z.array(importRowOutput) });

/** What a row becomes: a post at its time, one for its channels' queues, or a draft. */
export type RowKind = "scheduled" | "queued" | "draft";
export const kindOfRow = ({ wallTime, queued }: Pick<ImportRow, "wallTime" | "queued">): RowKind =>
  queued ? "queued" : wallTime !== null ? "scheduled" : "draft";

/** Tell whether a row cannot become what the file says. */
export const isTroubled = ({ problems }: Pick<ImportRow, "problems">): boolean =>
  problems.some(({ severity }) => severity === "error");

export const acceptedOutput = z.object({
  import: importOutput,
  made: z.number().int(),
  drafts: z.number().int().describe("Kept, but not as the file says"),
  pending: z.number().int().describe("Their media are on their way"),
  left: z.number().int().describe("Not accepted: chosen rows with errors"),
  repeated: z.number().int().describe("Accepted before"),
});
export type Accepted = z.output<typeof acceptedOutput>;

export const undoneOutput = z.object({
  import: importOutput,
  removed: z.number().int(),
  kept: z
    .array(
      z.object({
        postId: idOf("post"),
        title: z.string().nullable(),
        excerpt: z.string(),
        reason: z
          .enum(["out", "edited"])
          .describe(
            "`out`: out already, or going out; `edited`: somebody changed it since, or its time, campaign or labels",
          ),
      }),
    )
    .describe("What stays, and why"),
});
export type Undone = z.output<typeof undoneOutput>;

export const discardedOutput = z.object({ discarded: z.literal(true) });

/** A plan is exported at most this much at a time: what fits a calendar of years, and one import each. */
export const exportRowsMax = 2_000;
export const EXPORT_FORMATS = ["csv", "json"] as const;
export const exportPlanInput = z.object({
  from: instantSchema.optional().describe("Posts from this instant on"),
  to: instantSchema.optional().describe("Posts before this instant"),
  channelIds: z.array(idOf("channel")).max(50).optional(),
  campaignIds: z.array(idOf("campaign")).max(50).optional(),
  drafts: z.boolean().default(true).describe("Drafts without a time too"),
  format: z.enum(EXPORT_FORMATS).default("csv").describe("Both are read back as the same plan"),
  locale: z.enum(["en", "fr"]).default("en").describe("Language of the headers; French files use semicolons"),
});
export type ExportPlanInput = z.output<typeof exportPlanInput>;
export const exportOutput = z.object({
  fileName: z.string(),
  format: z.enum(EXPORT_FORMATS),
  content: z.string().describe("The file as text"),
  rowCount: z.number().int(),
  truncated: z.boolean().describe("More posts match than one file holds"),
});
export type PlanExport = z.output<typeof exportOutput>;
export const exampleInput = z.object({ locale: z.enum(["en", "fr"]).default("en") });
export type ExampleInput = z.output<typeof exampleInput>;
