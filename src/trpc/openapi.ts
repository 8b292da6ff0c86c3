import type { Scope } from "@/kernel/permissions";

/**
 * How a procedure becomes part of the public API. Give it an input object, an output schema, and this `meta`:
 *
 *     get: workspaceProcedure
 *       .meta(rest({ method: "GET", path: "/posts/{postId}", tag: "Posts", summary: "Read a post", scope: "posts:read" }))
 *       .input(getPostInput)      // z.object; `{postId}` is one of its fields, the rest is query string or JSON body
 *       .output(postSchema)       // z.object; instants: `kernel/instant`, lists: `pageSchema` of `kernel/pagination`
 *       .query(({ ctx, input }) => getPost(ctx, input)),
 *
 * It is then served at `/api/v1/posts/{postId}`, documented, fuzzed by the contract test, rate limited per key, and
 * its errors are problem details. Queries are GET; mutations are POST (with `creates: true` it answers 201), PATCH,
 * PUT or DELETE. `scope` documents what the command's own `authorise` asks for.
 * Fields of a query string are strings, numbers, booleans, enums, instants, or arrays of them.
 */
export interface RestOptions {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  scope: Scope;
  /** A POST that makes something: answers 201 in place of 200. */
  creates?: boolean;
  /**
   * A POST that calls other servers before it writes. Its `Idempotency-Key` is then kept in steps of its own,
   * because a transaction must not stay open during a call.
   */
  callsOut?: boolean;
  /** Largest JSON body in bytes, when 1 MB is not enough. */
  bodyMaxBytes?: number;
}

export interface RestMeta {
  scope: Scope;
  successStatus: 200 | 201;
  callsOut: boolean;
  bodyMaxBytes: number;
}

const defaultBodyMaxBytes = 1_000_000;

/** The `meta` of a procedure that integrators may call. */
export function rest(options: RestOptions) {
  const { method, path, tag, summary, description, scope, creates = false, callsOut = false } = options;
  return {
    openapi: {
      method,
      path,
      tags: [tag],
      summary,
      description: [description, `Needs the scope \`${scope}\`.`].filter(Boolean).join("\n\n"),
    },
    rest: {
      scope,
      successStatus: creates ? 201 : 200,
      callsOut,
      bodyMaxBytes: options.bodyMaxBytes ?? defaultBodyMaxBytes,
    } satisfies RestMeta,
  };
}
