import { z } from "zod";
import { idOf } from "@/kernel/ids";
import { role } from "./schemas";

export const workspaceCreated = {
  name: "workspace.created",
  schema: z.object({ workspaceId: idOf("workspace"), userId: idOf("user") }),
} as const;

/** The rows are gone; the module of media tells of the files that they left. */
export const workspaceDeleted = {
  name: "workspace.deleted",
  schema: z.object({ workspaceId: idOf("workspace") }),
} as const;

export const memberJoined = {
  name: "member.joined",
  schema: z.object({ memberId: idOf("member"), userId: idOf("user"), role }),
} as const;
export const memberRoleChanged = {
  name: "member.role_changed",
  schema: z.object({ memberId: idOf("member"), userId: idOf("user"), role }),
} as const;
export const memberLeft = {
  name: "member.left",
  schema: z.object({ memberId: idOf("member"), userId: idOf("user") }),
} as const;

/** A mail with the link is due: a new invitation, or the same one again. */
export const invitationIssued = {
  name: "invitation.issued",
  schema: z.object({ workspaceId: idOf("workspace"), invitationId: idOf("invitation") }),
} as const;
