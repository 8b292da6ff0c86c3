import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import {
  PathParamsContext,
  SearchParamsContext,
} from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import type { ReactNode } from "react";
import superjson from "superjson";
import { vi } from "vitest";
import { ApiProvider } from "@/trpc/client";

export type Answer = (input: unknown) => unknown;

/** What a procedure answers instead, with the data that the error map would give. */
export class Refusal extends Error {
  constructor(readonly data: { code: string; reason: string; details?: Record<string, string | number> }) {
    super(data.reason);
  }
}

const errorShape = ({ message, data }: Refusal) => ({
  error: superjson.serialize({
    message,
    code: -32_600,
    data: {
      httpStatus: 409,
      path: "",
      field: null,
      details: null,
      retryAfterMs: null,
      issues: [],
      traceId: null,
      ...data,
    },
  }),
});

async function answerOf(path: string, input: unknown, procedures: Record<string, Answer>) {
  try {
    const answer = procedures[path];
    if (!answer) throw new Refusal({ code: "NOT_FOUND", reason: `test.no_${path}` });
    return { result: { data: superjson.serialize(await answer(input)) } };
  } catch (error) {
    if (error instanceof Refusal) return errorShape(error);
    throw error;
  }
}

/**
 * Answer the browser's calls for one workspace by procedure, in the wire format of the real client.
 * An error that is no refusal is a lost connection; so is a call that a former page left behind.
 */
export function serveProcedures(
  workspace: string,
  procedures: Record<string, Answer>,
): { calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit = {}) => {
    if (new Headers(init.headers).get("x-publify-workspace") !== workspace)
      throw new TypeError("Failed to fetch");
    const url = new URL(address, "http://localhost");
    const paths = url.pathname.replace("/api/trpc/", "").split(",");
    const body = typeof init.body === "string" ? init.body : (url.searchParams.get("input") ?? "{}");
    const inputs = JSON.parse(body) as Record<
      string,
      Parameters<typeof superjson.deserialize>[0] | undefined
    >;
    const answers = await Promise.all(
      paths.map((path, index) => {
        const packed = inputs[String(index)];
        const input = packed && superjson.deserialize(packed);
        calls.push([path, input]);
        return answerOf(path, input, procedures);
      }),
    );
    return new Response(JSON.stringify(answers), { headers: { "content-type": "application/json" } });
  });
  return { calls };
}

interface TrpcPageProps {
  /** Slug of the workspace. Caches outlive a page, so each test takes its own. */
  workspace: string;
  /** Of the address. */
  search?: string;
  onPush?: (href: string) => void;
  children: ReactNode;
}

/** What Next and the root layout put around a page of a workspace. */
export function TrpcPage({ workspace, search = "", onPush = () => undefined, children }: TrpcPageProps) {
  const nothing = () => undefined;
  const router = {
    ...{
      push: onPush,
      replace: onPush,
      back: nothing,
      forward: nothing,
      refresh: nothing,
      prefetch: nothing,
    },
  };
  return (
    <AppRouterContext value={router as unknown as React.ContextType<typeof AppRouterContext>}>
      <PathParamsContext value={{ workspace }}>
        <SearchParamsContext value={new URLSearchParams(search)}>
          <ApiProvider>{children}</ApiProvider>
        </SearchParamsContext>
      </PathParamsContext>
    </AppRouterContext>
  );
}
