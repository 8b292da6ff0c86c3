import type { Ctx } from "@/db/tx";
import { systemClock } from "@/kernel/context";
import {
  approvalDecided,
  approvalReminded,
  approvalReopened,
  approvalRequested,
} from "@/modules/approvals/events";
import { channelBroken } from "@/modules/channels/events";
import { commentAdded, commentMentioned } from "@/modules/comments/events";
import { driftFound } from "@/modules/drift/events";
import { importFinished } from "@/modules/imports/events";
import { sendDueMails } from "@/modules/notifications/commands/mail";
import { listPushTargets, pushTo } from "@/modules/notifications/commands/push";
import { expireNotifications } from "@/modules/notifications/commands/read";
import {
  tellOfBrokenChannel,
  tellOfDelivery,
  tellOfDrift,
  tellOfDryQueues,
  tellOfImport,
  tellOfStalledSeries,
} from "@/modules/notifications/commands/tell";
import {
  tellOfApprovalDecision,
  tellOfApprovalRequest,
  tellOfComment,
  tellOfLateApproval,
  tellOfMention,
  tellOfReopenedApproval,
} from "@/modules/notifications/commands/tell-review";
import { notificationCreated } from "@/modules/notifications/events";
import {
  postApprovedLate,
  postFailed,
  postHeld,
  postNeedsAttention,
  postPublished,
} from "@/modules/publishing/events";
import { seriesStalled } from "@/modules/series/events";
import { inngest } from "@/platform/inngest";
import { thisTraceId } from "@/platform/trace";
import { contextOf } from "../context";

const DELIVERY_EVENTS = [postPublished, postFailed, postNeedsAttention, postHeld] as const;

/** An event names itself; without an id it would tell people again at each try. */
function idOf(event: { id?: string; name: string }): string {
  if (event.id) return event.id;
  throw new Error(`The event ${event.name} came without an id`);
}

/** Tells people of what became of a delivery. */
export const tellOfDeliveries = inngest.createFunction(
  {
    id: "notifications.deliveries",
    retries: 8,
    triggers: DELIVERY_EVENTS.map(({ name }) => ({ event: name })),
  },
  ({ event, step }) => {
    const { deliveryId } = postFailed.schema.parse(event.data);
    const came: string = event.name;
    const name = DELIVERY_EVENTS.find((known) => known.name === came)?.name ?? postFailed.name;
    return step.run("tell", () =>
      tellOfDelivery(contextOf(event, "notifications"), { eventId: idOf(event), event: name, deliveryId }),
    );
  },
);

export const tellOfChannels = inngest.createFunction(
  { id: "notifications.channels", retries: 8, triggers: { event: channelBroken.name } },
  ({ event, step }) => {
    const { channelId } = channelBroken.schema.parse(event.data);
    return step.run("tell", () =>
      tellOfBrokenChannel(contextOf(event, "notifications"), { eventId: idOf(event), channelId }),
    );
  },
);

type Tell = (ctx: Ctx, eventId: string, data: unknown) => Promise<{ told: number }>;
const askForReview: Tell = (ctx, id, data) =>
  tellOfApprovalRequest(ctx, id, approvalRequested.schema.parse(data));

const REVIEW_NEWS: Record<string, Tell> = {
  [approvalRequested.name]: askForReview,
  [approvalReminded.name]: askForReview,
  [approvalDecided.name]: (ctx, id, data) =>
    tellOfApprovalDecision(ctx, id, approvalDecided.schema.parse(data)),
  [approvalReopened.name]: (ctx, id, data) =>
    tellOfReopenedApproval(ctx, id, approvalReopened.schema.parse(data)),
  [postApprovedLate.name]: (ctx, id, data) =>
    tellOfLateApproval(ctx, id, postApprovedLate.schema.parse(data)),
  [commentAdded.name]: (ctx, id, data) => tellOfComment(ctx, id, commentAdded.schema.parse(data)),
  [commentMentioned.name]: (ctx, id, data) => tellOfMention(ctx, id, commentMentioned.schema.parse(data)),
};

/** Tells people of what is asked, answered and said about a post before it goes out. */
export const tellOfReviews = inngest.createFunction(
  {
    id: "notifications.reviews",
    retries: 8,
    triggers: Object.keys(REVIEW_NEWS).map((event) => ({ event })),
  },
  ({ event, step }) => {
    const tell = REVIEW_NEWS[event.name] ?? askForReview;
    return step.run("tell", () => tell(contextOf(event, "notifications"), idOf(event), event.data));
  },
);

/** Tells of what changed on its network after it was published. */
export const tellOfDrifts = inngest.createFunction(
  { id: "notifications.drift", retries: 8, triggers: { event: driftFound.name } },
  ({ event, step }) => {
    const { deliveryId } = driftFound.schema.parse(event.data);
    return step.run("tell", () =>
      tellOfDrift(contextOf(event, "notifications"), { eventId: idOf(event), deliveryId }),
    );
  },
);

/** Tells of a series that stopped writing its posts. */
export const tellOfStalledSeriesOnce = inngest.createFunction(
  { id: "notifications.series", retries: 8, triggers: { event: seriesStalled.name } },
  ({ event, step }) => {
    const { seriesId } = seriesStalled.schema.parse(event.data);
    return step.run("tell", () =>
      tellOfStalledSeries(contextOf(event, "notifications"), { eventId: idOf(event), seriesId }),
    );
  },
);

export const tellOfImports = inngest.createFunction(
  { id: "notifications.imports", retries: 8, triggers: { event: importFinished.name } },
  ({ event, step }) => {
    const { importId } = importFinished.schema.parse(event.data);
    return step.run("tell", () =>
      tellOfImport(contextOf(event, "notifications"), { eventId: idOf(event), importId }),
    );
  },
);

/** Carries a notification out of the application: to each device on its own, and by mail when it is due at once. */
export const carryNotification = inngest.createFunction(
  { id: "notifications.carry", retries: 4, triggers: { event: notificationCreated.name } },
  async ({ event, step }) => {
    const { notificationId } = notificationCreated.schema.parse(event.data);
    const ctx = contextOf(event, "notifications");
    const mail = await step.run("mail", () => sendDueMails(systemClock, notificationId));
    const targets = await step.run("devices", () => listPushTargets(ctx, notificationId));
    // A device that does not answer keeps no other one waiting.
    await Promise.allSettled(
      targets.map((pushId) => step.run(`push-${pushId}`, () => pushTo(ctx, { notificationId, pushId }))),
    );
    return { mail, devices: targets.length };
  },
);

/** Sends the mails that gather news, and those that could not leave at once. */
export const sendDueNotificationMails = inngest.createFunction(
  {
    id: "notifications.send-due",
    retries: 2,
    singleton: { mode: "skip" },
    triggers: { cron: "*/5 * * * *" },
  },
  ({ step }) => step.run("send", () => sendDueMails(systemClock)),
);

export const tellOfDryQueuesHourly = inngest.createFunction(
  { id: "notifications.dry-queues", retries: 2, triggers: { cron: "9 * * * *" } },
  ({ step }) => step.run("tell", () => tellOfDryQueues(systemClock, thisTraceId())),
);

export const expireNotificationsDaily = inngest.createFunction(
  { id: "notifications.expire", retries: 2, triggers: { cron: "51 3 * * *" } },
  ({ step }) => step.run("delete", () => expireNotifications(systemClock)),
);
