import "server-only";
import { publicProcedure, router, userProcedure, workspaceProcedure } from "@/trpc/init";
import { acceptInvitation, declineInvitation } from "./commands/answers";
import { cancelInvitation, inviteMember, resendInvitation } from "./commands/invitations";
import { changeRole, leaveWorkspace, removeMember } from "./commands/members";
import { createWorkspace, deleteWorkspace, updateWorkspace } from "./commands/workspace";
import {
  getCurrent,
  hasWorkspace,
  listInvitations,
  listInvitationsTo,
  listMembers,
  listWorkspaces,
  viewInvitation,
} from "./queries";
import {
  answerInvitationInput,
  changeRoleInput,
  createWorkspaceInput,
  deleteWorkspaceInput,
  invitationInput,
  inviteInput,
  removeMemberInput,
  updateWorkspaceInput,
  workspaceSlugInput,
} from "./schemas";

/** Workspaces, who is in them, and who is invited. */
export const workspacesRouter = router({
  exists: publicProcedure.input(workspaceSlugInput).query(({ input }) => hasWorkspace(input.slug)),
  list: userProcedure.query(({ ctx }) => listWorkspaces(ctx.userId)),
  create: userProcedure.input(createWorkspaceInput).mutation(({ ctx, input }) => createWorkspace(ctx, input)),
  get: workspaceProcedure.query(({ ctx }) => getCurrent(ctx)),
  update: workspaceProcedure
    .input(updateWorkspaceInput)
    .mutation(({ ctx, input }) => updateWorkspace(ctx, input)),
  delete: workspaceProcedure
    .input(deleteWorkspaceInput)
    .mutation(({ ctx, input }) => deleteWorkspace(ctx, input)),
  members: workspaceProcedure.query(({ ctx }) => listMembers(ctx)),
  changeRole: workspaceProcedure.input(changeRoleInput).mutation(({ ctx, input }) => changeRole(ctx, input)),
  removeMember: workspaceProcedure
    .input(removeMemberInput)
    .mutation(({ ctx, input }) => removeMember(ctx, input)),
  leave: workspaceProcedure.mutation(({ ctx }) => leaveWorkspace(ctx)),
  invitations: workspaceProcedure.query(({ ctx }) => listInvitations(ctx)),
  invite: workspaceProcedure.input(inviteInput).mutation(({ ctx, input }) => inviteMember(ctx, input)),
  cancelInvitation: workspaceProcedure
    .input(invitationInput)
    .mutation(({ ctx, input }) => cancelInvitation(ctx, input)),
  resendInvitation: workspaceProcedure
    .input(invitationInput)
    .mutation(({ ctx, input }) => resendInvitation(ctx, input)),
  invitation: publicProcedure
    .input(answerInvitationInput)
    .query(({ ctx, input }) => viewInvitation(ctx.headers, input, ctx.clock.now())),
  myInvitations: userProcedure.query(({ ctx }) => listInvitationsTo(ctx.userId, ctx.clock.now())),
  acceptInvitation: userProcedure
    .input(answerInvitationInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
  declineInvitation: userProcedure
    .input(answerInvitationInput)
    .mutation(({ ctx, input }) => declineInvitation(ctx, input)),
});
