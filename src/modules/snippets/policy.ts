import { BUILT_IN_VARIABLES, type SnippetView } from "./schemas";

const VARIABLE = /\{\{\s*([\p{L}\p{N}_.-]{1,60})\s*\}\}/gu;

export interface FilledText {
  text: string;
  /** Names that stand for nothing, each once, in order: the text keeps them, and its author is told. */
  unknown: string[];
}

/** The names of the variables in a text, each once, in order. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map(([, name = ""]) => name.toLowerCase())),
];

/**
 * Put the workspace's values in the place of `{{name}}`. What is known only when a post goes out stays for the sender,
 * a value is never searched for variables again, and a name that stands for nothing is reported, not dropped.
 */
export function fillVariables(text: string, variables: Readonly<Record<string, string>>): FilledText {
  const unknown = new Set<string>();
  const filled = text.replace(VARIABLE, (written, name: string) => {
    const key = name.toLowerCase();
    if (Object.hasOwn(variables, key)) return variables[key] ?? "";
    if (!(BUILT_IN_VARIABLES as readonly string[]).includes(key)) unknown.add(key);
    return written;
  });
  return { text: filled, unknown: [...unknown] };
}

/** A text that ends with a signature: once, after an empty line; what is only a signature is not a text yet. */
export function withSignature(text: string, signature: string): string {
  const [body, line] = [text.trimEnd(), signature.trim()];
  if (line === "" || body === line || body.endsWith(`\n${line}`)) return text;
  return body === "" ? line : `${body}\n\n${line}`;
}

/** A text without that signature at its end. */
export function withoutSignature(text: string, signature: string): string {
  const [body, line] = [text.trimEnd(), signature.trim()];
  if (line === "" || (body !== line && !body.endsWith(`\n${line}`))) return text;
  return body.slice(0, body.length - line.length).trimEnd();
}

/** The text of a post as it leaves for a channel with that signature; a post without words stays without. */
export const signedText = (text: string, signature: string | null): string =>
  signature === null || text.trim() === "" ? text : withSignature(text, signature);

/** The signature that a channel's texts end with, if one was given to it. */
export const signatureFor = (
  channelId: string,
  snippets: readonly (Pick<SnippetView, "kind" | "body"> & { channelIds: readonly string[] })[],
): string | null =>
  snippets.find(({ kind, channelIds }) => kind === "signature" && channelIds.some((id) => id === channelId))
    ?.body ?? null;
