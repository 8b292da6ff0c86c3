import "server-only";
import { type Ctx, inTransaction } from "@/db/tx";
import type { Id } from "@/kernel/ids";
import { writeComment } from "./comments";

export interface ClientComment {
  postId: Id<"post">;
  body: string;
  clientName: string;
  /** The link that they came by. */
  reviewId: Id<"review">;
}

/** What a client says by their link: always to the client's audience, and it calls nobody. @throws NOT_FOUND, LIMITED. */
export const addClientComment = (ctx: Ctx, comment: ClientComment): Promise<void> =>
  inTransaction(ctx, async (tx) => {
    await writeComment(tx, { ...comment, audience: "client", authorId: null }, []);
  });
