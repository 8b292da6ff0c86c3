import { NonRetriableError } from "inngest";
import { systemClock } from "@/kernel/context";
import { DomainError } from "@/kernel/errors";
import { sendInvitation } from "@/modules/workspaces/commands/mail";
import { invitationIssued } from "@/modules/workspaces/events";
import { inngest } from "@/platform/inngest";

/** Mails an invitation. Another try has the same message id, and one that was withdrawn meanwhile is not sent. */
export const mailInvitation = inngest.createFunction(
  {
    id: "workspaces.mail-invitation",
    retries: 6,

    triggers: { event: invitationIssued.name },
  },
  ({ event, step }) =>
    step.run("send", async () => {
      const { invitationId } = invitationIssued.schema.parse(event.data);
      try {
        return await sendInvitation({ invitationId, issue: event.id ?? invitationId }, systemClock.now());
      } catch (error) {
        // An address that the server refuses stays refused: trying again would only hurt our name there.
        if (error instanceof DomainError && error.code === "INVALID")
          throw new NonRetriableError(error.message, { cause: error });
        throw error;
      }
    }),
);
