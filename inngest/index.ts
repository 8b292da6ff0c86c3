import type { InngestFunction } from "inngest";
import { purgeIdempotencyHourly } from "./functions/apikeys";
import { sealAuditEveryMinute, verifyAuditDaily } from "./functions/audit";
import { expireOutboxDaily, sweepOutbox } from "./functions/system";

/** Every durable function of the product. */
export const functions: InngestFunction.Any[] = [sweepOutbox, expireOutboxDaily, sealAuditEveryMinute, verifyAuditDaily, purgeIdempotencyHourly];
