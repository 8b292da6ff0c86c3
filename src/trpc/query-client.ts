import { defaultShouldDehydrateQuery, QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import { secondMs } from "@/kernel/time";

const retriesMax = 2;

// A refusal stays a refusal; only a lost network, our own fault or an absent service may pass by itself.
function worthAnotherTry(failures: number, error: unknown): boolean {
  const code = error instanceof TRPCClientError ? (error.data as { code?: string } | null)?.code : undefined;
  const passing = code === undefined || code === "UNEXPECTED" || code === "UNAVAILABLE";
  return passing && failures < retriesMax;
}

/** A query cache whose prefetched promises travel from server components to the browser, dates included. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30 * secondMs, retry: worthAnotherTry },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) =>
          defaultShouldDehydrateQuery(query) || query.state.status === "pending",
        // Next masks what server components throw, and needs the error itself to tell dynamic rendering.
        shouldRedactErrors: () => false,
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
