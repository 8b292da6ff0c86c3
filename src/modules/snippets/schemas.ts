export const SNIPPET_KINDS = ["template", "hashtags", "signature", "variable"] as const;
export type SnippetKind = (typeof SNIPPET_KINDS)[number];
