import { inertContentPolicy, securityHeaders } from "@/platform/content-security";
import { getEnv } from "@/platform/env";
import { createDocument } from "@/trpc/document";
import { appRouter } from "@/trpc/root";

// Names the address that this server is reached at, which the build does not know.
export const dynamic = "force-dynamic";

let document: string | undefined;

export function GET(): Response {
  const { appUrl } = getEnv();
  document ??= JSON.stringify(createDocument(appRouter, appUrl));
  return new Response(document, {
    headers: {
      ...securityHeaders({ appUrl }),
      "content-type": "application/json",
      "content-security-policy": inertContentPolicy,
      // The document is public, and tools in browsers read it.
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=300",
    },
  });
}
