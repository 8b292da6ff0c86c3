import "server-only";
import { publicProcedure, router, userProcedure } from "@/trpc/init";
import { revokeOtherSessions, revokeSession, updateProfile } from "./commands/profile";
import { findViewer, getPerson, getSecurity, listSessions } from "./queries";
import { revokeSessionInput, updateProfileInput } from "./schemas";

/** One's own account. What needs a password or a code goes through `/api/auth`. */
export const identityRouter = router({
  /** Who is signed in, if anybody: what pages decide by. */
  viewer: publicProcedure.query(({ ctx }) => findViewer(ctx.headers)),
  me: userProcedure.query(({ ctx }) => getPerson(ctx.userId)),
  security: userProcedure.query(({ ctx }) => getSecurity(ctx.userId)),
  sessions: userProcedure.query(({ ctx }) => listSessions(ctx.headers, ctx.clock.now())),
  updateProfile: userProcedure
    .input(updateProfileInput)
    .mutation(({ ctx, input }) => updateProfile(ctx.userId, input, ctx.clock.now())),
  revokeSession: userProcedure
    .input(revokeSessionInput)
    .mutation(({ ctx, input }) => revokeSession(ctx.headers, input)),
  revokeOtherSessions: userProcedure.mutation(({ ctx }) => revokeOtherSessions(ctx.headers)),
});
