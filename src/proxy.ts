import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { askedPathHeader, askedPathOf } from "@/platform/asked-path";
import { contentSecurityPolicy, securityHeaders } from "@/platform/content-security";
import { getEnv } from "@/platform/env";
import { isForeignWrite, presentsKey } from "@/platform/origin";
import { traceIdHeader, traceIdOf } from "@/platform/trace";

/** Writes that prove themselves by a signature, and so may come from anywhere. */
const SIGNED_PATHS = /^\/api\/(webhooks|inngest)(\/|$)/;

const isApi = (path: string): boolean => path.startsWith("/api/");

function refuseForeign(traceId: string): NextResponse {
  const problem = {
    type: "about:blank",
    title: "Forbidden",
    status: 403,
    detail: "This request does not come from a page of this site",
    reason: "request.foreign_origin",
    traceId,
  };
  const headers = { "content-type": "application/problem+json" };
  return new NextResponse(JSON.stringify(problem), { status: 403, headers });
}

/**
 * In front of every page and of the browser's own API: refuses writes that other sites cause, gives each page a
 * content policy with a nonce (`x-nonce`, for the few inline scripts of our own), names the workspace of the address
 * to server components and ties a request's log lines together.
 */
export function proxy(request: NextRequest): NextResponse {
  const { appUrl, mode } = getEnv();
  const path = request.nextUrl.pathname;
  const traceId = traceIdOf(request.headers);
  const proven = SIGNED_PATHS.test(path) || presentsKey(request.headers);
  const refused = !proven && isForeignWrite(request, appUrl);

  const headers = new Headers(request.headers);
  headers.set(traceIdHeader, traceId);
  headers.delete("x-nonce");
  const added: Record<string, string> = { ...securityHeaders({ appUrl }), [traceIdHeader]: traceId };
  if (!isApi(path)) {
    const nonce = randomBytes(16).toString("base64");
    const policy = contentSecurityPolicy(nonce, { appUrl, development: mode === "development" });
    headers.set("x-nonce", nonce);
    // Next reads the nonce for its own scripts from the policy of the request.
    headers.set("content-security-policy", policy);
    headers.set("x-publify-workspace", path.split("/")[1] ?? "");
    headers.set(askedPathHeader, askedPathOf(request.nextUrl));
    added["content-security-policy"] = policy;
  }
  const response = refused ? refuseForeign(traceId) : NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(added)) response.headers.set(name, value);
  return response;
}

export const config = {
  // Next keeps a copy of each body that passes here, 10 MB at most, so uploads and the key-only API stay outside.
  matcher: [
    "/((?!_next/static|_next/image|api/v1|api/upload|api/inngest|share-target$|sw.js|favicon.ico|icon|apple-icon|badge-).*)",
  ],
};
