import * as oauth from "oauth4webapi";
import type {
  Account,
  ConnectedAccount,
  ConnectResult,
  Network,
  RefreshResult,
  Tools,
} from "@/networks/contract";
import { labBase } from "./lab-network";
import type { OidcServer } from "./oidc-server";

/** `fetch` for the OAuth library over the product's own client, so that its rules hold there too. */
const fetchVia =
  ({ http, signal }: Tools) =>
  async (url: string, init: oauth.CustomFetchOptions<string, unknown>): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init.headers));
    const body = init.body instanceof URLSearchParams ? init.body.toString() : undefined;
    const answer = await http.send({
      url,
      method: init.method === "POST" ? "POST" : "GET",
      headers,
      signal,
      ...(body ? { body: { bytes: Buffer.from(body), type: headers["content-type"] ?? "" } } : {}),
    });
    if (answer.kind !== "response") throw new Error(answer.detail);
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers });
  };

const optionsOf = (tools: Tools) => ({
  [oauth.customFetch]: fetchVia(tools),
  [oauth.allowInsecureRequests]: true,
});

const credentialsOf = (tokens: oauth.TokenEndpointResponse) => ({
  accessToken: tokens.access_token,
  refreshToken: tokens.refresh_token,
});

const expiryOf = (tokens: oauth.TokenEndpointResponse, { now }: Tools) =>
  tokens.expires_in === undefined ? null : new Date(now.getTime() + tokens.expires_in * 1000);

type OidcOf = () => OidcServer;

async function discover(oidc: OidcOf, tools: Tools): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(oidc().issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, optionsOf(tools)));
}

const clientOf = (oidc: OidcOf): oauth.Client => ({ client_id: oidc().clientId });

async function begin(oidc: OidcOf, flow: { redirectUri: string; state: string }, tools: Tools) {
  const server = await discover(oidc, tools);
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(server.authorization_endpoint ?? "");
  url.search = new URLSearchParams({
    client_id: oidc().clientId,
    response_type: "code",
    redirect_uri: flow.redirectUri,
    scope: "openid offline_access",
    prompt: "consent",
    state: flow.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  }).toString();
  return { status: "redirect", url: url.href, secret: { verifier } } as const;
}

interface Flow {
  redirectUri: string;
  state: string;
  secret: Record<string, unknown>;
}

async function finish(
  oidc: OidcOf,
  answer: URLSearchParams,
  flow: Flow,
  tools: Tools,
): Promise<ConnectResult> {
  const [server, client] = [await discover(oidc, tools), clientOf(oidc)];
  try {
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      oauth.validateAuthResponse(server, client, answer, flow.state),
      flow.redirectUri,
      String(flow.secret.verifier),
      optionsOf(tools),
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
    return { status: "connected", account: accountOf(tokens, oidc().issuer, tools) };
  } catch (error) {
    return { status: "refused", reason: "denied", detail: (error as Error).message };
  }
}

function accountOf(tokens: oauth.TokenEndpointResponse, issuer: string, tools: Tools): ConnectedAccount {
  const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? "";
  return {
    externalId: subject,
    handle: `@${subject}`,
    name: subject,
    avatarUrl: null,
    profileUrl: null,
    settings: { issuer },
    credentials: credentialsOf(tokens),
    expiresAt: expiryOf(tokens, tools),
    capabilities: null,
  };
}

async function refresh(oidc: OidcOf, { credentials }: Account, tools: Tools): Promise<RefreshResult> {
  const [server, client] = [await discover(oidc, tools), clientOf(oidc)];
  const token = String(credentials.refreshToken);
  try {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      token,
      optionsOf(tools),
    );
    const tokens = await oauth.processRefreshTokenResponse(server, client, response);
    return { status: "refreshed", credentials: credentialsOf(tokens), expiresAt: expiryOf(tokens, tools) };
  } catch (error) {
    const detail = (error as Error).message;
    const gone = error instanceof oauth.ResponseBodyError && error.error === "invalid_grant";
    return gone ? { status: "revoked", detail } : { status: "transient", detail, afterMs: null };
  }
}

/** A network connected by OAuth 2 with PKCE at a real provider. */
export const labOauthNetwork = (oidc: OidcOf): Network => ({
  ...labBase,
  key: "lab-oauth",
  connect: {
    type: "oauth",
    fields: [],
    begin: (_, flow, tools) => begin(oidc, flow, tools),
    finish: (answer, flow, tools) => finish(oidc, answer, flow, tools),
  },
  test: async () => ({ status: "ok", capabilities: null }),
  refresh: (account, tools) => refresh(oidc, account, tools),
});
