import { serve } from "inngest/next";
import { getEnv } from "@/platform/env";
import { inngest } from "@/platform/inngest";
import { functions } from "~/inngest";

/** A step may take this long where the host limits requests, in seconds. */
export const maxDuration = 300;

const handlers = serve({ client: inngest, functions, enableUnauthedSync: false });

/** An Inngest server calls the functions here, signed. Without one there is no such route: the executor is in-process. */
const onlyWithServer =
  (handler: typeof handlers.POST): typeof handlers.POST =>
  (request, context) =>
    getEnv().inngest ? handler(request, context) : Promise.resolve(new Response(null, { status: 404 }));

export const GET = onlyWithServer(handlers.GET);
export const POST = onlyWithServer(handlers.POST);
export const PUT = onlyWithServer(handlers.PUT);
