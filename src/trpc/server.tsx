import "server-only";
import { createHydrationHelpers } from "@trpc/react-query/rsc";
import { headers } from "next/headers";
import { cache } from "react";
import { createContext } from "./context";
import { createCallerFactory } from "./init";
import { createQueryClient } from "./query-client";
import { type AppRouter, appRouter } from "./root";

const getQueryClient = cache(createQueryClient);
const getContext = cache(async () => createContext({ headers: await headers() }));

/**
 * The procedures for server components, as the signed-in person in the workspace of the address; `proxy.ts`
 * tells which one that is, so a page names none:
 *
 *     void api.posts.list.prefetch({ limit: 25 });          // streams to the client component that suspends on it
 *     const post = await api.posts.get({ postId });         // or read it here
 *     return <HydrateClient><Suspense …><PostList /></Suspense></HydrateClient>;
 */
export const { trpc: api, HydrateClient } = createHydrationHelpers<AppRouter>(
  createCallerFactory(appRouter)(getContext),
  getQueryClient,
);

/** The context of the request being rendered, for gates: `(await requestContext()).requireCaller()`. */
export const requestContext = getContext;
