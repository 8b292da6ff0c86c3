import "server-only";
import { randomBytes } from "node:crypto";
import type { Ctx } from "@/db/tx";
import type { Clock } from "@/kernel/context";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { findSession } from "@/modules/identity/queries";
import { createSharedDraft, type SharedThings } from "@/modules/publishing/commands/share";
import { chooseWorkspace } from "@/modules/workspaces/queries";
import { lastWorkspaceCookie } from "@/modules/workspaces/schemas";
import { getRedis } from "@/platform/cache";
import { visitorOf } from "@/platform/client-address";
import { getEnv } from "@/platform/env";
import { log } from "@/platform/log";
import { isForeignWrite } from "@/platform/origin";
import { enforceRateLimit } from "@/platform/ratelimit";
import { readShare } from "./form";

interface Origin {
  clock: Clock;
  traceId: string;
}

/** Names, in this browser alone, what it shared before its person signed in. */
const waitingCookie = "publify_shared";
const waitingSeconds = 60 * 60;
const waitingKey = (id: string): string => `shared:${id}`;
const target = "/share-target";

/** What waits for its person to sign in: words only, files would fill the memory of anybody who asks. */
type Waiting = Omit<SharedThings, "files"> & { fileCount: number };

function redirect(to: string, cookie?: string): Response {
  const headers = new Headers({ location: to, "cache-control": "no-store" });
  if (cookie) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

const problem = (reason: string, more: Record<string, string> = {}): Response =>
  redirect(`/shared?${new URLSearchParams({ problem: reason, ...more })}`);

const waitingCookieOf = (id: string, seconds: number): string => {
  const secure = getEnv().appUrl.startsWith("https:") ? "; Secure" : "";
  return `${waitingCookie}=${id}; Path=${target}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
};

function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return value && decodeURIComponent(value);
}

/**
 * Tell whether another site caused this. A system that hands something over names no site; browsers say so in
 * `Sec-Fetch-Site`, which no page can write.
 */
function isForeign(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site !== "none" && site !== "same-origin";
  return isForeignWrite(request, getEnv().appUrl);
}

/** Keep the words until their person has signed in. */
async function wait(request: Request, { files, ...words }: SharedThings): Promise<Response> {
  await enforceRateLimit("api.unauthenticated", visitorOf(request.headers));
  const id = randomBytes(24).toString("base64url");
  const waiting: Waiting = { ...words, fileCount: files.length };
  await getRedis().set(waitingKey(id), JSON.stringify(waiting), { ex: waitingSeconds });
  const next = encodeURIComponent(target);
  return redirect(`/sign-in?next=${next}`, waitingCookieOf(id, waitingSeconds));
}

async function draft(
  request: Request,
  shared: SharedThings,
  { userId, origin, lost }: { userId: Id<"user">; origin: Origin; lost: number },
): Promise<Response> {
  await enforceRateLimit("upload", userId);
  const workspace = await chooseWorkspace(userId, cookieOf(request, lastWorkspaceCookie));
  if (!workspace) return redirect("/onboarding");
  const { id: tenantId, role, slug } = workspace;
  const ctx: Ctx = { tenantId, actor: { type: "user", userId, role }, ...origin };
  const { post, refused } = await createSharedDraft(ctx, shared);
  const to = `/${slug}/compose?post=${post.id}`;
  if (lost > 0) return problem("files_lost", { to });
  if (refused.length === 0) return redirect(to);
  const [first] = refused;
  return problem("files_refused", { to, name: first?.name ?? "", reason: first?.reason ?? "" });
}

/** Every failure is a page that says what to do; nothing is answered with a bare status. */
async function guarded(work: () => Promise<Response>, { traceId }: Origin): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError && error.code === "FORBIDDEN") return problem("forbidden");
    if (error instanceof DomainError && error.code === "LIMITED") return problem("limited");
    log().error({ error, traceId }, "what was shared could not be kept");
    return problem("failed");
  }
}

/** Make a draft of what was shared; before signing in, keep its words until then. */
export const receiveShare = (request: Request, origin: Origin): Promise<Response> =>
  guarded(async () => {
    if (isForeign(request)) return problem("foreign");
    const shared = await readShare(request);
    if (typeof shared === "string") return problem(shared);
    const { title, text, url, files } = shared;
    if (title + text + url === "" && files.length === 0) return problem("empty");
    const session = await findSession(request.headers);
    if (!session) return wait(request, shared);
    return draft(request, shared, { userId: session.userId, origin, lost: 0 });
  }, origin);

/** Go on with what this browser shared before its person signed in. */
export const resumeShare = (request: Request, origin: Origin): Promise<Response> =>
  guarded(async () => {
    const session = await findSession(request.headers);
    if (!session) return redirect(`/sign-in?next=${encodeURIComponent(target)}`);
    const id = cookieOf(request, waitingCookie);
    const waiting = id ? await getRedis().get<Waiting>(waitingKey(id)) : null;
    if (!waiting) return redirect("/start?to=compose");
    const { fileCount, ...words } = waiting;
    const shared = { ...words, files: [] };
    const answer = await draft(request, shared, { userId: session.userId, origin, lost: fileCount });
    if (id) await getRedis().del(waitingKey(id));
    answer.headers.append("set-cookie", waitingCookieOf("", 0));
    return answer;
  }, origin);
