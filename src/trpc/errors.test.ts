import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DomainError, ERROR_CODES } from "@/kernel/errors";
import {
  domainErrorOf,
  errorDataOf,
  errorMessageOf,
  isUnexpected,
  toTrpcError,
  unexpectedMessage,
} from "./errors";

const coded = (code: string, message = "no") => Object.assign(new Error(message), { code });
const internal = (cause: Error) => new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });

describe("an expected failure", () => {
  test.each(ERROR_CODES)("%s keeps its code, reason, field and facts", (code) => {
    const error = new DomainError(code, "post.odd", "Odd", {
      field: "body",
      details: { max: 3 },
      retryAfterMs: 5,
    });
    expect(errorDataOf(toTrpcError(error), "trace")).toEqual({
      ...{ code, reason: "post.odd", field: "body", details: { max: 3 }, retryAfterMs: 5 },
      ...{ issues: [], traceId: "trace" },
    });
    expect(errorMessageOf(toTrpcError(error))).toBe("Odd");
  });

  test("is recognised although another bundle's copy of the class made it", () => {
    const foreign = Object.assign(new Error("Odd"), {
      name: "DomainError",
      code: "CONFLICT",
      reason: "post.odd",
    });
    expect(domainErrorOf(internal(foreign))).toBe(foreign);
  });

  test.each(["ECONNREFUSED", "57P01", "53100", "53300"])("is a lost database (%s), however deep", (code) => {
    const wrapped = new Error("Failed query", { cause: coded(code) });
    expect(domainErrorOf(internal(wrapped))).toMatchObject({ code: "UNAVAILABLE", retryAfterMs: 2_000 });
  });

  test.each(["22021", "22P05", "22003"])("is a value that Postgres cannot hold (%s)", (code) =>
    expect(domainErrorOf(internal(coded(code)))).toMatchObject({ reason: "input.unstorable" }),
  );
});

describe("an input that the schema refuses", () => {
  const parsed = z
    .object({ variants: z.array(z.object({ body: z.string() })) })
    .safeParse({ variants: [{ body: 1 }] });
  const error = new TRPCError({ code: "BAD_REQUEST", cause: parsed.error });

  test("names each field by its path", () =>
    expect(errorDataOf(error, null)).toMatchObject({
      ...{ code: "INVALID", reason: "input.invalid", field: "variants.0.body" },
      issues: [{ field: "variants.0.body", code: "invalid_type" }],
    }));

  test("tells the first issue as its message", () =>
    expect(errorMessageOf(error)).toContain("expected string"));
});

describe("a failure that nobody foresaw", () => {
  const error = internal(new Error("password=hunter2"));

  test("tells nothing but its trace", () => {
    expect(isUnexpected(error)).toBe(true);
    expect(errorMessageOf(error)).toBe(unexpectedMessage);
    expect(JSON.stringify(errorDataOf(error, "trace"))).not.toContain("hunter2");
    expect(errorDataOf(error, "trace")).toMatchObject({ code: "UNEXPECTED", traceId: "trace" });
  });
});
