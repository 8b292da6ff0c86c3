import { systemClock } from "@/kernel/context";
import { traceRequest } from "@/platform/trace";
import { receiveShare, resumeShare } from "./receive";

const traced = (handle: typeof receiveShare) => (request: Request) =>
  traceRequest(request, "/share-target", (traceId) => handle(request, { clock: systemClock, traceId }));

/** What another application shares with the installed one becomes a draft. */
export const POST = traced(receiveShare);
/** Goes on with what was shared before signing in. */
export const GET = traced(resumeShare);
