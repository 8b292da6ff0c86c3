import { systemClock } from "@/kernel/context";
import { traceIdOf, withTrace } from "@/platform/trace";
import { receiveShare, resumeShare } from "./receive";

const traced = (handle: typeof receiveShare) => (request: Request) => {
  const traceId = traceIdOf(request.headers);
  return withTrace(traceId, () => handle(request, { clock: systemClock, traceId }));
};

/** What another application shares with the installed one becomes a draft. */
export const POST = traced(receiveShare);
/** Goes on with what was shared before signing in. */
export const GET = traced(resumeShare);
