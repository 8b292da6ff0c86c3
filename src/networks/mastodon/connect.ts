import { calculatePKCECodeChallenge, generateRandomCodeVerifier } from "oauth4webapi";
import { z } from "zod";
import type { Connect, ConnectResult, Refusal, Tools } from "../contract";
import { originOf, refuse, sentenceOf } from "../wire";
import { accountAnswer, appAnswer, metadataAnswer, tokenAnswer } from "./answers";
import { accepted, get, post, readInstance } from "./api";

type OAuth = Extract<Connect, { type: "oauth" }>;

// The least that publishing, counting and looking up need.
const SCOPES = "read:accounts read:statuses write:media write:statuses";
const clientName = "Publify";

const roundTrip = z.object({
  base: z.string(),
  tokenUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  verifier: z.string().nullable(),
});

/** `mastodon.social`, `https://mastodon.social/about` or `@me@mastodon.social`. */
export const instanceOf = (typed: string): string | null =>
  originOf(typed.trim().replace(/^@?[\w.-]+@(?=[^@]+$)/, ""));

const refusal = (reason: Refusal["reason"], detail: string, field?: string): Refusal => ({
  status: "refused",
  reason,
  detail,
  field,
});

/** Register on the instance and say where to send the person. */
export const begin: OAuth["begin"] = async (input, { redirectUri, state }, tools) => {
  const typed = instanceOf(input.instance ?? "");
  if (!typed) return refusal("invalid", "Not a server's address", "instance");
  const found = await readInstance(tools, typed);
  if ("kind" in found) return refuse(found, "instance");
  const { base } = found;
  const { authorizeUrl, tokenUrl, pkce } = await endpointsOf(tools, base);
  const registered = await post(
    tools,
    { url: `${base}/api/v1/apps` },
    { json: { client_name: clientName, redirect_uris: redirectUri, scopes: SCOPES } },
  );
  const app = accepted(registered, appAnswer);
  if (!app) return refuse(registered, "instance");
  const verifier = pkce ? generateRandomCodeVerifier() : null;
  const url = new URL(authorizeUrl);
  const query = {
    response_type: "code",
    client_id: app.client_id,
    redirect_uri: redirectUri,
    scope: SCOPES,
    state,
    ...(verifier
      ? { code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" }
      : {}),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const secret = { base, tokenUrl, clientId: app.client_id, clientSecret: app.client_secret, verifier };
  return { status: "redirect", url: url.href, secret };
};

/** Endpoints as the server's metadata gives them, but never those of another server. */
async function endpointsOf(tools: Tools, base: string) {
  const metadata = accepted(
    await get(tools, { url: `${base}/.well-known/oauth-authorization-server` }),
    metadataAnswer,
  );
  const own = (url: string | undefined, path: string): string =>
    url && new URL(url).origin === base ? url : `${base}${path}`;
  return {
    authorizeUrl: own(metadata?.authorization_endpoint, "/oauth/authorize"),
    tokenUrl: own(metadata?.token_endpoint, "/oauth/token"),
    pkce: metadata?.code_challenge_methods_supported?.includes("S256") ?? false,
  };
}

/** Exchange the code that the person came back with, and read who they are. */
export const finish: OAuth["finish"] = async (answer, { redirectUri, secret }, tools) => {
  const error = answer.get("error");
  if (error) return refusal("denied", answer.get("error_description") ?? error);
  const code = answer.get("code");
  const flow = roundTrip.safeParse(secret);
  if (!code || !flow.success) return refusal("invalid", "The server sent no code");
  const { base, tokenUrl, clientId, clientSecret, verifier } = flow.data;
  const form = {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    client_secret: clientSecret,
    scope: SCOPES,
    ...(verifier ? { code_verifier: verifier } : {}),
  };
  const granted = await post(tools, { url: tokenUrl }, { form });
  const token = accepted(granted, tokenAnswer);
  if (!token) {
    const refused = granted.kind === "response" && granted.status >= 400 && granted.status < 500;
    return refused && granted.status !== 429 ? refusal("denied", sentenceOf(granted)) : refuse(granted);
  }
  return describe(tools, base, token.access_token);
};

async function describe(tools: Tools, base: string, accessToken: string): Promise<ConnectResult> {
  const read = await get(tools, { url: `${base}/api/v1/accounts/verify_credentials`, token: accessToken });
  const account = accepted(read, accountAnswer);
  if (!account) return refuse(read);
  const found = await readInstance(tools, base);
  if ("kind" in found) return refuse(found);
  const host = new URL(base).host;
  const domain = found.instance.domain ?? host;
  return {
    status: "connected",
    account: {
      externalId: `${host}:${account.id}`,
      handle: `@${account.username}@${domain}`,
      name: account.display_name || account.username,
      avatarUrl: account.avatar ?? null,
      profileUrl: account.url ?? null,
      settings: { instance: base, accountId: account.id },
      credentials: { accessToken },
      expiresAt: null,
      capabilities: found.capabilities,
    },
  };
}
