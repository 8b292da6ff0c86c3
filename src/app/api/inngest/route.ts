import { serve } from "inngest/next";
import type { NextRequest } from "next/server";
import { getEnv } from "@/platform/env";
import { inngest } from "@/platform/inngest";
import { functions } from "~/inngest";

/** A step may take this long where the host limits requests, in seconds. */
export const maxDuration = 300;

type Handlers = ReturnType<typeof serve>;
let handlers: Handlers | undefined;

/** An Inngest server calls the functions here, signed. Without one there is no such route: the executor is in-process. */
const handle = (method: keyof Handlers) => (request: NextRequest, context: unknown) => {
  if (!getEnv().inngest) return new Response(null, { status: 404 });
  // Made at the first request, because a build imports this file without an environment.
  handlers ??= serve({ client: inngest, functions, enableUnauthedSync: false });
  return handlers[method](request, context);
};

export const GET = handle("GET");
export const POST = handle("POST");
export const PUT = handle("PUT");
