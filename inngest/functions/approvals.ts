import { NonRetriableError } from "inngest";
import { systemClock } from "@/kernel/context";
import { DomainError } from "@/kernel/errors";
import { sendReviewMail } from "@/modules/approvals/commands/mail";
import { remindApprovals } from "@/modules/approvals/commands/remind";
import { reviewMailed } from "@/modules/approvals/events";
import { inngest } from "@/platform/inngest";

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
