import { z } from "zod";
import { LOCALES } from "@/i18n/locales";
import { idOf } from "@/kernel/ids";
import { ROLES } from "@/kernel/permissions";
import { isTimeZone } from "@/kernel/time";

/** The address of a workspace, as somebody asked for it. */
export const workspaceSlugInput = z.object({ slug: z.string().max(2_000) });

/** Long enough for any team's name, short enough for a mail's subject. */
export const workspaceName = z.string().trim().min(1).max(60);
export const timeZone = z.string().refine(isTimeZone, "time.unknown_zone");
export const locale = z.enum(LOCALES);
export const role = z.enum(ROLES);
/** Addresses are compared without case, as better-auth keeps them. */
export const emailAddress = z.string().trim().toLowerCase().pipe(z.email().max(254));

export const createWorkspaceInput = z.object({ name: workspaceName, timeZone, locale });
export type CreateWorkspaceInput = z.output<typeof createWorkspaceInput>;

export const updateWorkspaceInput = z.object({ name: workspaceName, timeZone, locale });
export type UpdateWorkspaceInput = z.output<typeof updateWorkspaceInput>;

/** The workspace's address, typed by hand, so that nobody deletes the wrong one. */
export const deleteWorkspaceInput = z.object({ confirmation: z.string().trim() });
export type DeleteWorkspaceInput = z.output<typeof deleteWorkspaceInput>;

export const changeRoleInput = z.object({ memberId: idOf("member"), role });
export type ChangeRoleInput = z.output<typeof changeRoleInput>;

export const removeMemberInput = z.object({ memberId: idOf("member") });
export type RemoveMemberInput = z.output<typeof removeMemberInput>;

export const inviteInput = z.object({ email: emailAddress, role });
export type InviteInput = z.output<typeof inviteInput>;

export const invitationInput = z.object({ invitationId: idOf("invitation") });
export type InvitationInput = z.output<typeof invitationInput>;

/** `token` is in the mail only: it proves the mailbox, so an address needs no second mail. */
export const answerInvitationInput = invitationInput.extend({ token: z.string().max(100).optional() });
export type AnswerInvitationInput = z.output<typeof answerInvitationInput>;

/** Remembers in a browser which workspace was open last, for what begins outside of one. */
export const lastWorkspaceCookie = "publify_workspace";
