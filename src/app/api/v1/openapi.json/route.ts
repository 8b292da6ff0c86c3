import { inertContentPolicy, securityHeaders } from "@/platform/content-security";
import { getEnv } from "@/platform/env";
import { publicReference } from "@/trpc/public-reference";

// Names the address that this server is reached at, which the build does not know.
export const dynamic = "force-dynamic";

/** The OpenAPI 3.1 document of the public API. */
export const GET = (): Response =>
  new Response(publicReference().json, {
    headers: {
      ...securityHeaders(getEnv()),
      "content-type": "application/json",
      "content-security-policy": inertContentPolicy,
      // The document is public, and tools in browsers read it.
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=300",
    },
  });
