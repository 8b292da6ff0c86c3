import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { instantSchema } from "@/kernel/instant";
import { bodyMax, partsMax, postPart, tagInput, tagsMax, titleMax } from "@/modules/publishing/schemas";

export const SNIPPET_KINDS = ["template", "hashtags", "signature", "variable"] as const;
export type SnippetKind = (typeof SNIPPET_KINDS)[number];

/** Tell whether texts of a kind are put into posts when they leave, whoever wrote them. */
export const isPutIn = (kind: SnippetKind): boolean => kind === "variable" || kind === "signature";

/** Variables whose value is known only when a post goes out: no workspace may give one its own value. */
export const BUILT_IN_VARIABLES = ["post_url"] as const;

export const snippetsMax = 1_000;
export const signatureMax = 1_000;
export const variableMax = 2_000;
export const hashtagsMax = 30;

const name = z.string().trim().min(1).max(80);
/** What stands between the braces: a word. */
export const variableName = z
  .string()
  .trim()
  .toLowerCase()
  .max(40)
  .regex(/^[a-z][a-z0-9_]*$/, { error: "snippet.variable_name" })
  .refine((word) => !(BUILT_IN_VARIABLES as readonly string[]).includes(word), {
    error: "snippet.built_in",
  });

/** A template's other parts. */
export const templateExtra = z.object({
  title: z.string().trim().max(titleMax).nullable().default(null),
  tags: z.array(tagInput).max(tagsMax).default([]),
  parts: z.array(postPart).max(partsMax).default([]),
});

const FIELDS = {
  template: z.object({
    kind: z.literal("template"),
    name,
    body: z.string().max(bodyMax).default(""),
    extra: templateExtra.default({ title: null, tags: [], parts: [] }),
  }),
  hashtags: z.object({
    kind: z.literal("hashtags"),
    name,
    tags: z.array(tagInput).min(1).max(hashtagsMax),
  }),
  signature: z.object({
    kind: z.literal("signature"),
    name,
    body: z.string().trim().min(1).max(signatureMax),
    channelIds: z
      .array(idOf("channel"))
      .max(100)
      .default([])
      .describe("Channels to whose texts it is added; none means it is only offered"),
  }),
  variable: z.object({
    kind: z.literal("variable"),
    name: variableName,
    body: z.string().trim().max(variableMax),
  }),
} as const;

/** The fields of each kind, for the form of that kind. */
export const snippetFields = FIELDS;
export const createSnippetInput = z.discriminatedUnion("kind", [
  FIELDS.template,
  FIELDS.hashtags,
  FIELDS.signature,
  FIELDS.variable,
]);
export type CreateSnippetInput = z.output<typeof createSnippetInput>;

export const saveSnippetInput = z.object({ snippet: createSnippetInput });
export const updateSnippetInput = z.object({
  snippetId: idOf("snippet"),
  snippet: createSnippetInput.describe("Its kind cannot change"),
});
export type UpdateSnippetInput = z.output<typeof updateSnippetInput>;

export const snippetIdInput = z.object({ snippetId: idOf("snippet") });
export type SnippetIdInput = z.output<typeof snippetIdInput>;

export const listSnippetsInput = z.object({ kind: z.enum(SNIPPET_KINDS).optional() });
export type ListSnippetsInput = z.output<typeof listSnippetsInput>;

export const snippetOutput = z
  .object({
    id: idOf("snippet"),
    kind: z.enum(SNIPPET_KINDS),
    name: z.string(),
    body: z.string().describe("Of a set of hashtags: the tags with their #, separated by spaces"),
    channelIds: z.array(idOf("channel")),
    extra: templateExtra,
    updatedAt: instantSchema,
  })
  .meta({ id: "Snippet" });
export type SnippetView = z.output<typeof snippetOutput>;
export const snippetListOutput = z.object({ items: z.array(snippetOutput) });
export const snippetDeletedOutput = z.object({ deleted: z.literal(true) });
