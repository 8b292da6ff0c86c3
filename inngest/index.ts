import type { InngestFunction } from "inngest";
import { purgeIdempotencyHourly } from "./functions/apikeys";
import { sealAuditEveryMinute, verifyAuditDaily } from "./functions/audit";
import { checkChannelsDaily, checkChannelWhenAsked, sweepConnectionsHourly } from "./functions/channels";
import { purgeSignInDaily } from "./functions/identity";
import { readMetrics } from "./functions/metrics";
import { dispatchDeliveries, holdOnBrokenChannel, releaseOnReconnect } from "./functions/publishing";
import { expireOutboxDaily, sweepOutbox } from "./functions/system";
import { mailInvitation } from "./functions/workspaces";

/** Every durable function of the product. */
export const functions: InngestFunction.Any[] = [
  dispatchDeliveries,
  holdOnBrokenChannel,
  releaseOnReconnect,
  readMetrics,
  sweepOutbox,
  expireOutboxDaily,
  sealAuditEveryMinute,
  verifyAuditDaily,
  purgeIdempotencyHourly,
  checkChannelsDaily,
  checkChannelWhenAsked,
  sweepConnectionsHourly,
  mailInvitation,
  purgeSignInDaily,
];
