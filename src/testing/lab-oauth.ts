import * as oauth from "oauth4webapi";
import type { ConnectResult, Network, RefreshResult, Tools } from "@/networks/contract";
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

/** A network connected by OAuth 2 with PKCE at a real provider. */
export function labOauthNetwork(oidc: () => OidcServer): Network {
  const discover = async (tools: Tools) => {
    const issuer = new URL(oidc().issuer);
    const answer = await oauth.discoveryRequest(issuer, optionsOf(tools));
    return oauth.processDiscoveryResponse(issuer, answer);
  };
  const client = (): oauth.Client => ({ client_id: oidc().clientId });

  async function finish(
    answer: URLSearchParams,
    flow: { redirectUri: string; state: string; secret: Record<string, unknown> },
    tools: Tools,
  ): Promise<ConnectResult> {
    const server = await discover(tools);
    try {
      const checked = oauth.validateAuthResponse(server, client(), answer, flow.state);
      const verifier = String(flow.secret.verifier);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client(),
        oauth.None(),
        checked,
        flow.redirectUri,
        verifier,
        optionsOf(tools),
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client(), response);
      const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? "";
      return {
        status: "connected",
        account: {
          externalId: subject,
          handle: `@${subject}`,
          name: subject,
          avatarUrl: null,
          profileUrl: null,
          settings: { issuer: oidc().issuer },
          credentials: credentialsOf(tokens),
          expiresAt: expiryOf(tokens, tools),
          capabilities: null,
        },
      };
    } catch (error) {
      return { status: "refused", reason: "denied", detail: (error as Error).message };
    }
  }

  async function refresh(
    { credentials }: { credentials: Record<string, unknown> },
    tools: Tools,
  ): Promise<RefreshResult> {
    const server = await discover(tools);
    const { refreshToken } = credentials;
    try {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client(),
        oauth.None(),
        String(refreshToken),
        optionsOf(tools),
      );
      const tokens = await oauth.processRefreshTokenResponse(server, client(), response);
      return { status: "refreshed", credentials: credentialsOf(tokens), expiresAt: expiryOf(tokens, tools) };
    } catch (error) {
      const detail = (error as Error).message;
      const gone = error instanceof oauth.ResponseBodyError && error.error === "invalid_grant";
      return gone ? { status: "revoked", detail } : { status: "transient", detail, afterMs: null };
    }
  }

  return {
    ...labBase,
    key: "lab-oauth",
    connect: {
      type: "oauth",
      fields: [],
      async begin(_, { redirectUri, state }, tools) {
        const server = await discover(tools);
        const verifier = oauth.generateRandomCodeVerifier();
        const url = new URL(server.authorization_endpoint ?? "");
        url.search = new URLSearchParams({
          client_id: oidc().clientId,
          response_type: "code",
          redirect_uri: redirectUri,
          scope: "openid offline_access",
          prompt: "consent",
          state,
          code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
        }).toString();
        return { status: "redirect", url: url.href, secret: { verifier } };
      },
      finish,
    },
    test: async () => ({ status: "ok", capabilities: null }),
    refresh,
  };
}
