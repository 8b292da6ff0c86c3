import type { InngestFunction } from "inngest";
import { expireOutboxDaily, sweepOutbox } from "./functions/system";

/** Every durable function of the product. */
export const functions: InngestFunction.Any[] = [sweepOutbox, expireOutboxDaily];
