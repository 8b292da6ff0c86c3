import "server-only";
import type { AnyRouter } from "@trpc/server";
import { z } from "zod";
import type { RestMeta, RestOptions } from "./openapi";

type Method = RestOptions["method"];

/** One operation of the public API. */
export interface RestRoute {
  method: Method;
  /** `/posts/{postId}`. */
  template: string;
  /** `posts.get`. */
  procedure: string;
  meta: RestMeta;
  fields: Map<string, z.core.$ZodType>;
  /** Those of `fields` that are part of the path. */
  inPath: Set<string>;
}

interface ExposedDefinition {
  type: "query" | "mutation" | "subscription";
  meta?: { openapi?: { method: Method; path: string }; rest?: RestMeta };
  inputs: unknown[];
}

const fieldsOf = (inputs: unknown[]): Map<string, z.core.$ZodType> =>
  new Map(inputs.flatMap((input) => (input instanceof z.ZodObject ? Object.entries(input.shape) : [])));

const segmentsOf = (path: string): string[] => path.split("/").filter(Boolean);
const isParameter = (segment: string): boolean => segment.startsWith("{");
const nameOf = (parameter: string): string => parameter.slice(1, -1);

/** The operations that a router exposes by `rest(…)`. */
export function restRoutesOf(router: AnyRouter): RestRoute[] {
  const procedures = Object.entries(router._def.procedures as Record<string, { _def: ExposedDefinition }>);
  return procedures.flatMap(([procedure, { _def }]) => {
    const { openapi, rest: meta } = _def.meta ?? {};
    if (!openapi || !meta) return [];
    if ((openapi.method === "GET") !== (_def.type === "query"))
      throw new Error(`${procedure}: a query is exposed as GET, a mutation by another method`);
    const { method, path: template } = openapi;
    const inPath = new Set(segmentsOf(template).filter(isParameter).map(nameOf));
    return [{ method, template, procedure, meta, fields: fieldsOf(_def.inputs), inPath }];
  });
}

function matchTemplate(template: string, segments: string[]): Record<string, string> | null {
  const pattern = segmentsOf(template);
  if (pattern.length !== segments.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const value = segments[index] ?? "";
    if (isParameter(part)) parameters[nameOf(part)] = value;
    else if (part !== value) return null;
  }
  return parameters;
}

export interface RestMatch {
  route: RestRoute;
  parameters: Record<string, string>;
}

// `/posts/count` goes before `/posts/{postId}`.
const literalFirst = (a: RestMatch, b: RestMatch): number =>
  Object.keys(a.parameters).length - Object.keys(b.parameters).length;

/** What answers at `path`, by method; empty when nothing lives there. @throws URIError when it is badly encoded. */
export function matchRoutes(routes: RestRoute[], path: string): Map<Method, RestMatch> {
  const segments = segmentsOf(path).map(decodeURIComponent);
  const matches = routes
    .flatMap((route) => {
      const parameters = matchTemplate(route.template, segments);
      return parameters ? [{ route, parameters }] : [];
    })
    .sort(literalFirst);
  return new Map(matches.toReversed().map((match) => [match.route.method, match]));
}

/** The type behind `optional`, `default`, `nullable` and the entry of a transformation. */
function coreOf(type: z.core.$ZodType): z.core.$ZodType {
  const { def } = type._zod as { def: { innerType?: z.core.$ZodType; type: string; in?: z.core.$ZodType } };
  if (def.innerType) return coreOf(def.innerType);
  if (def.type === "pipe" && def.in && def.in._zod.def.type !== "transform") return coreOf(def.in);
  return type;
}

const decimal = /^-?\d{1,15}(\.\d{1,15})?$/;

function fromText(type: z.core.$ZodType, text: string): unknown {
  switch (coreOf(type)._zod.def.type) {
    case "number":
    case "int":
      return decimal.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    default:
      return text;
  }
}

/** The fields of a query string or of a path, as the types that their schema expects. */
export function fromQuery(route: RestRoute, query: URLSearchParams): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, type] of route.fields) {
    const values = query.getAll(name);
    if (values.length === 0) continue;
    const core = coreOf(type);
    input[name] =
      core instanceof z.ZodArray
        ? values.map((value) => fromText(core.element as z.core.$ZodType, value))
        : fromText(type, values.at(-1) ?? "");
  }
  return input;
}
