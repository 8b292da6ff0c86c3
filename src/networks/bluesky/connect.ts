import { inOwnWords } from "@/kernel/own-words";
import type { HttpResult } from "@/platform/http";
import type { Account, ConnectResult, RefreshResult, Refusal, Tools } from "../contract";
import { askedWaitMs, originOf, refuse, sentenceOf } from "../wire";
import { accepted, errorName, isAuthRefusal, procedure, profileAnswer, query } from "./api";
import { claimsOf, credentialsOf, renewed, type SessionAnswer, sessionAnswer } from "./session";

export const defaultService = "https://bsky.social";
const mainPasswordScope = "com.atproto.access";

const open = (tools: Tools, service: string, identifier: string, password: string) =>
  procedure(
    tools,
    { base: service, nsid: "com.atproto.server.createSession" },
    { json: { identifier, password } },
  );

/** Open a session with an app password on any server. */
export async function connectBluesky(input: Record<string, string>, tools: Tools): Promise<ConnectResult> {
  const service = originOf(input.service || defaultService);
  const identifier = (input.identifier ?? "").trim().replace(/^@/, "");
  const password = (input.password ?? "").trim();
  if (!service) return invalid("service", "Not a server's address");
  if (identifier === "") return invalid("identifier", "A handle is needed");
  if (password === "") return invalid("password", "An app password is needed");
  const result = await open(tools, service, identifier, password);
  const answer = accepted(result, sessionAnswer);
  if (!answer) return connectRefusal(result);
  if (answer.active === false)
    return { status: "refused", reason: "denied", field: "identifier", detail: inOwnWords("inactive") };
  // A main password opens everything: it served to sign in, and is forgotten.
  const keep = claimsOf(answer.accessJwt)?.scope === mainPasswordScope ? undefined : password;
  const { credentials, expiresAt } = renewed(
    { service, pds: service, did: answer.did, appPassword: keep },
    answer,
  );
  const profile = await profileOf(tools, credentials.pds, answer);
  return {
    status: "connected",
    account: {
      externalId: answer.did,
      handle: `@${answer.handle}`,
      name: profile?.displayName || answer.handle,
      avatarUrl: profile?.avatar ?? null,
      profileUrl: `https://bsky.app/profile/${answer.did}`,
      settings: { service: credentials.pds },
      credentials,
      expiresAt,
      capabilities: null,
    },
  };
}

const invalid = (field: string, detail: string): Refusal => ({
  status: "refused",
  reason: "invalid",
  field,
  detail,
});

function connectRefusal(result: HttpResult): Refusal {
  if (result.kind === "response" && result.status < 500 && result.status !== 429 && errorName(result))
    return { status: "refused", reason: "credentials", field: "password", detail: sentenceOf(result) };
  return refuse(result, "service");
}

/** Name and picture, when the server can tell them. */
async function profileOf(tools: Tools, base: string, { did, accessJwt }: SessionAnswer) {
  const params = { actor: did };
  const result = await query(tools, {
    base,
    nsid: "app.bsky.actor.getProfile",
    params,
    token: accessJwt,
    timeoutMs: 5_000,
  });
  return accepted(result, profileAnswer);
}

/** Renew a session; only the server's own refusal of both the token and the app password counts as revoked. */
export async function refreshBluesky(account: Account, tools: Tools): Promise<RefreshResult> {
  const { accessJwt: _, refreshJwt, ...kept } = credentialsOf(account);
  const call = { base: kept.service, nsid: "com.atproto.server.refreshSession", token: refreshJwt };
  const first = await procedure(tools, call);
  const answer = accepted(first, sessionAnswer);
  if (answer) return { status: "refreshed", ...renewed(kept, answer) };
  if (!isAuthRefusal(first)) return transient(first, tools.now);
  if (!kept.appPassword) return { status: "revoked", detail: sentenceOf(first) };
  const second = await open(tools, kept.service, kept.did, kept.appPassword);
  const reopened = accepted(second, sessionAnswer);
  if (reopened) return { status: "refreshed", ...renewed(kept, reopened) };
  return isAuthRefusal(second)
    ? { status: "revoked", detail: sentenceOf(second) }
    : transient(second, tools.now);
}

function transient(result: HttpResult, now: Date): RefreshResult {
  return { status: "transient", detail: sentenceOf(result), afterMs: askedWaitMs(result, now) };
}
