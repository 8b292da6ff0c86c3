import { NonRetriableError } from "inngest";
import { systemClock } from "@/kernel/context";
import { DomainError } from "@/kernel/errors";
import { sendReviewMail } from "@/modules/approvals/commands/mail";
import { tellClientsOfWords } from "@/modules/approvals/commands/message";
import { remindApprovals } from "@/modules/approvals/commands/remind";
import { reviewMailed } from "@/modules/approvals/events";
import { commentAdded } from "@/modules/comments/events";
import { inngest } from "@/platform/inngest";
import { contextOf } from "../context";

/** Mails a client their link. Another try has the same message id, and a link that was closed meanwhile is not sent. */
export const mailReview = inngest.createFunction(
  { id: "approvals.mail-review", retries: 6, triggers: { event: reviewMailed.name } },
  ({ event, step }) =>
    step.run("send", async () => {
      const { reviewId, kind } = reviewMailed.schema.parse(event.data);
      try {
        return await sendReviewMail({ reviewId, kind, issue: event.id ?? reviewId }, systemClock.now());
      } catch (error) {
        // An address that the server refuses stays refused.
        if (error instanceof DomainError && error.code === "INVALID")
          throw new NonRetriableError(error.message, { cause: error });
        throw error;
      }
    }),
);

/** Brings up what was asked and not answered. */
export const remindOfApprovals = inngest.createFunction(
  { id: "approvals.remind", retries: 1, triggers: { cron: "*/10 * * * *" } },
  ({ step }) => step.run("remind", () => remindApprovals(systemClock.now())),
);

/** Tells a client that the team wrote to them: one mail for what is said within a few minutes. */
export const tellClientOfWords = inngest.createFunction(
  {
    id: "approvals.tell-client",
    retries: 4,
    debounce: { key: "event.data.postId", period: "5m" },
    triggers: {
      event: commentAdded.name,
      if: "event.data.audience == 'client' && event.data.clientName == null",
    },
  },
  ({ event, step }) => {
    const { postId } = commentAdded.schema.parse(event.data);
    return step.run("tell", () => tellClientsOfWords(contextOf(event, "approvals"), postId));
  },
);
