"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { httpBatchLink, TRPCClientError } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { ErrorData } from "./errors";
import { createQueryClient } from "./query-client";
import type { AppRouter } from "./root";

/** Typed hooks over the procedures: `api.posts.list.useSuspenseQuery(input)`, `api.posts.create.useMutation()`. */
export const api = createTRPCReact<AppRouter>();

/** Outputs of the procedures, as a client receives them. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** What the server told of a failure; null when the server was not reached. */
export const errorDataFrom = (error: unknown): ErrorData | null =>
  error instanceof TRPCClientError && error.data ? (error.data as ErrorData) : null;

const batchMax = 20;

const createClient = (workspace: string) =>
  api.createClient({
    links: [
      httpBatchLink({
        url: "/api/trpc",
        transformer: superjson,
        maxItems: batchMax,
        headers: () => (workspace ? { "x-publify-workspace": workspace } : {}),
      }),
    ],
  });

const caches = new Map<string, QueryClient>();

// One cache a workspace in the browser, so that nothing of one is ever shown in another; none is kept on the server.
function cacheOf(workspace: string): QueryClient {
  if (typeof window === "undefined") return createQueryClient();
  const cache = caches.get(workspace) ?? createQueryClient();
  caches.set(workspace, cache);
  return cache;
}

function WorkspaceApi({ workspace, children }: { workspace: string; children: ReactNode }) {
  const [client] = useState(() => createClient(workspace));
  const [cache] = useState(() => cacheOf(workspace));
  return (
    <api.Provider client={client} queryClient={cache}>
      <QueryClientProvider client={cache}>{children}</QueryClientProvider>
    </api.Provider>
  );
}

/**
 * Give the tree below it the procedures, speaking of the workspace in the address (`/[workspace]/…`).
 * Mounted once, by the root layout. Suspend only on what the page has prefetched: nothing is fetched while
 * rendering on the server.
 */
export function ApiProvider({ children }: { children: ReactNode }) {
  const { workspace } = useParams<{ workspace?: string }>() ?? {};
  const slug = workspace ?? "";
  return (
    <WorkspaceApi key={slug} workspace={slug}>
      {children}
    </WorkspaceApi>
  );
}
