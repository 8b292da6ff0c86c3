import type { RouterOutputs } from "@/trpc/client";

/** What a client's link opens. */
export type ClientPage = NonNullable<RouterOutputs["approvals"]["review"]["page"]>;

/** One of its posts, whole. */
export type ClientPostView = RouterOutputs["approvals"]["reviewPost"];
