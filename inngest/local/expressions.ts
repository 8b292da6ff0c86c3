import { createHash } from "node:crypto";
import { Environment } from "@marcbachmann/cel-js";
import type { ExecutorEvent } from "./protocol";

const environment = new Environment({ unlistedVariablesAreDyn: true });

type Evaluate = (variables: Record<string, unknown>) => unknown;
const compiled = new Map<string, Evaluate>();
const compiledMax = 1000;

function compile(expression: string): Evaluate {
  const known = compiled.get(expression);
  if (known) return known;
  const evaluate = environment.parse(expression) as Evaluate;
  if (compiled.size >= compiledMax) compiled.clear();
  compiled.set(expression, evaluate);
  return evaluate;
}

/** What an expression may speak of: the event that started the run, and the one that arrives. */
export interface Variables {
  event: ExecutorEvent;
  async?: ExecutorEvent;
}

/** The value of a CEL expression; undefined when it does not apply, such as when a key is missing. */
export function evaluate(expression: string, variables: Variables): unknown {
  try {
    return compile(expression)({ ...variables });
  } catch {
    return undefined;
  }
}

/** Tell whether a condition holds. No condition always does; one that does not apply never does. */
export const matches = (condition: string | null | undefined, variables: Variables): boolean =>
  !condition || evaluate(condition, variables) === true;

/** A short stable text for the value of a key expression; runs with the same text share the limit. */
export function keyOf(expression: string | undefined, event: ExecutorEvent): string {
  if (!expression) return "";
  const value = evaluate(expression, { event });
  const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? Number(part) : part)) ?? "null";
  return text.length <= 64 ? text : createHash("sha256").update(text).digest("base64url");
}

/** Check an expression when a function registers. @throws Error that names it. */
export function assertExpression(expression: string): void {
  try {
    compile(expression);
  } catch (error) {
    throw new Error(`Not a valid expression: ${expression}`, { cause: error });
  }
}

const equality = /^event((?:\.\w+)+) == async\1$/;

/** The value that an event must carry to satisfy `event.a.b == async.a.b`: an index for pauses, null for other forms. */
export function matchValueOf(condition: string | null | undefined, event: ExecutorEvent): string | null {
  const path = equality.exec(condition ?? "")?.[1];
  if (!path) return null;
  const value = path
    .slice(1)
    .split(".")
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], event);
  return isScalar(value) ? scalarText(value) : null;
}

const leavesMax = 200;

/** Every scalar in an event, as `matchValueOf` writes them; null when there are too many to ask for. */
export function leavesOf(event: ExecutorEvent): string[] | null {
  const leaves = new Set<string>();
  const visit = (value: unknown): void => {
    if (leaves.size > leavesMax) return;
    if (isScalar(value)) leaves.add(scalarText(value));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(event);
  return leaves.size > leavesMax ? null : [...leaves];
}

type Scalar = string | number | boolean;
const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);
// Hashed, so that a long text still fits in an index entry.
const scalarText = (value: Scalar): string =>
  createHash("sha1")
    .update(`${typeof value}:${value}`)
    .digest("base64url");
