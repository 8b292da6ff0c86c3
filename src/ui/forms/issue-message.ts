import type { z } from "zod";
import type { LooseTranslator } from "@/i18n/loose-translator";

type Issue = z.core.$ZodRawIssue;
interface Key {
  key: string;
  values?: Record<string, number>;
}

const isEmpty = (input: unknown): boolean => input === undefined || input === null || input === "";

function tooSmall(issue: Extract<Issue, { code: "too_small" }>): Key {
  const count = Number(issue.minimum);
  if (issue.origin === "string") {
    if (issue.exact) return { key: "stringLength", values: { count } };
    return count <= 1 || isEmpty(issue.input) ? { key: "required" } : { key: "stringMin", values: { count } };
  }
  if (issue.origin === "number" || issue.origin === "int" || issue.origin === "bigint")
    return { key: issue.inclusive === false ? "numberMoreThan" : "numberMin", values: { count } };
  return issue.origin === "date" ? { key: "dateMin" } : { key: "listMin", values: { count } };
}

function tooBig(issue: Extract<Issue, { code: "too_big" }>): Key {
  const count = Number(issue.maximum);
  if (issue.origin === "string")
    return { key: issue.exact ? "stringLength" : "stringMax", values: { count } };
  if (issue.origin === "number" || issue.origin === "int" || issue.origin === "bigint")
    return { key: issue.inclusive === false ? "numberLessThan" : "numberMax", values: { count } };
  if (issue.origin === "date") return { key: "dateMax" };
  return issue.origin === "file" ? { key: "fileMax" } : { key: "listMax", values: { count } };
}

function keyOf(issue: Issue): Key {
  switch (issue.code) {
    case "invalid_type":
      if (isEmpty(issue.input) || Number.isNaN(issue.input)) return { key: "required" };
      return { key: issue.expected === "int" ? "integer" : "type" };
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_format":
      if (isEmpty(issue.input)) return { key: "required" };
      return { key: issue.format === "email" || issue.format === "url" ? issue.format : "format" };
    case "invalid_value":
      return { key: isEmpty(issue.input) ? "required" : "choice" };
    case "not_multiple_of":
      return { key: "step", values: { count: Number(issue.divisor) } };
    case "unrecognized_keys":
      return { key: "unknownField" };
    default:
      return { key: "invalid" };
  }
}

/** The sentence for what a schema refused, in the reader's language, by the kind of issue. */
export function issueMessage(t: LooseTranslator, issue: Issue): string {
  const { key, values } = keyOf(issue);
  return t(`validation.${key}`, values);
}

/** A message written in a schema: a reason such as `post.publish_at_past` is looked up, a sentence stays. */
export const schemaMessage = (t: LooseTranslator, message: string): string =>
  /^[a-z][a-zA-Z_]*(\.[a-zA-Z_]+)+$/.test(message) && t.has(message) ? t(message) : message;
