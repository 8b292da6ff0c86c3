import type { InngestFunction } from "inngest";
import { purgeIdempotencyHourly } from "./functions/apikeys";
import { mailReview, remindOfApprovals, tellClientOfWords } from "./functions/approvals";
import { sealAuditEveryMinute, verifyAuditDaily } from "./functions/audit";
import { checkChannelsDaily, checkChannelWhenAsked, sweepConnectionsHourly } from "./functions/channels";
import { watchDriftNightly, watchDriftOfChannel } from "./functions/drift";
import { fillEvergreenRegularly, fillEvergreenWhenChanged } from "./functions/evergreen";
import { purgeSignInDaily } from "./functions/identity";
import { fetchImportFiles } from "./functions/imports";
import { readMetrics } from "./functions/metrics";
import {
  carryNotification,
  expireNotificationsDaily,
  sendDueNotificationMails,
  tellOfChannels,
  tellOfDeliveries,
  tellOfDrifts,
  tellOfDryQueuesHourly,
  tellOfImports,
  tellOfReviews,
  tellOfStalledSeriesOnce,
} from "./functions/notifications";
import { dispatchDeliveries, holdOnBrokenChannel, releaseOnReconnect } from "./functions/publishing";
import { fillSeriesDaily, fillSeriesWhenChanged } from "./functions/series";
import { purgeAssetsDaily, removeFilesOfWorkspace } from "./functions/media";
import { followClocksOfPostsDaily } from "./functions/publishing-clocks";
import { purgeTrashDaily } from "./functions/publishing-trash";
import { followClocksDaily, followClocksOfQueue } from "./functions/queues";
import { expireOutboxDaily, sweepOutbox } from "./functions/system";
import { mailInvitation } from "./functions/workspaces";

/** Every durable function of the product. */
export const functions: InngestFunction.Any[] = [
  dispatchDeliveries,
  holdOnBrokenChannel,
  releaseOnReconnect,
  followClocksOfPostsDaily,
  followClocksDaily,
  followClocksOfQueue,
  fetchImportFiles,
  readMetrics,
  fillSeriesDaily,
  fillSeriesWhenChanged,
  fillEvergreenRegularly,
  fillEvergreenWhenChanged,
  tellOfDeliveries,
  tellOfChannels,
  tellOfReviews,
  tellOfStalledSeriesOnce,
  tellOfDrifts,
  tellOfImports,
  carryNotification,
  sendDueNotificationMails,
  tellOfDryQueuesHourly,
  expireNotificationsDaily,
  purgeTrashDaily,
  purgeAssetsDaily,
  removeFilesOfWorkspace,
  sweepOutbox,
  expireOutboxDaily,
  sealAuditEveryMinute,
  verifyAuditDaily,
  purgeIdempotencyHourly,
  checkChannelsDaily,
  checkChannelWhenAsked,
  sweepConnectionsHourly,
  mailInvitation,
  mailReview,
  remindOfApprovals,
  tellClientOfWords,
  purgeSignInDaily,
  watchDriftNightly,
  watchDriftOfChannel,
];
