import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { tellClients } from "./asking";

/** The team wrote to the client about a post: whoever holds a link to it is told. */
export const tellClientsOfWords = (ctx: Ctx, postId: Id<"post">): Promise<void> =>
  inTransaction(ctx, (tx) => tellClients(tx, postId, "message"));
