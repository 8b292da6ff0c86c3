import type { IncomingMessage, ServerResponse } from "node:http";
import Provider, { type ProviderContext } from "oidc-provider";
import { listen, sendJson, type TestServer } from "./server";

export interface OidcServer {
  server: TestServer;
  issuer: string;
  clientId: string;
  /** Who signs in next. */
  person: string;
  /** The person refuses to give access. */
  denies: boolean;
  /** The token endpoint answers 503. */
  failing: boolean;
  /** Requests that reached the token endpoint, by grant type. */
  asked: Record<string, number>;
  /** Grants that the provider killed, because a code or a token came twice. */
  revoked: number;
  /** Walk through sign-in and consent as a browser does; the query that the person comes back with. */
  visit(url: string): Promise<URLSearchParams>;
}

const clientId = "publify-test";

function providerOf(issuer: string, redirectUri: string): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: "none",
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    ],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    ttl: {
      AccessToken: 3600,
      RefreshToken: 86_400,
      AuthorizationCode: 60,
      Session: 600,
      Grant: 86_400,
      Interaction: 600,
      IdToken: 600,
    },
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: async (_: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
}

/** A real OpenID provider that demands PKCE, rotates refresh tokens and kills a grant whose old token comes back. */
export async function startOidcServer(redirectUri: string): Promise<OidcServer> {
  const running: { provider?: Provider } = {};
  const server = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const { provider } = running;
    if (!provider) return sendJson(response, 503, {});
    if (pathname.startsWith("/interaction/")) return void interact(provider, oidc, request, response);
    if (pathname === "/token" && oidc.failing) {
      count(oidc.asked, "failed");
      return sendJson(response, 503, { error: "temporarily_unavailable" });
    }
    provider.callback()(request, response);
  });
  const issuer = server.url;
  const provider = providerOf(issuer, redirectUri);
  running.provider = provider;
  const oidc: OidcServer = {
    server,
    issuer,
    clientId,
    person: "ada",
    denies: false,
    failing: false,
    asked: {},
    revoked: 0,
    visit: (url) => visit(url, redirectUri),
  };
  const asked = ({ oidc: { params } }: ProviderContext) => count(oidc.asked, params?.grant_type ?? "?");
  provider.on("grant.success", asked).on("grant.error", asked);
  provider.on("grant.revoked", () => {
    oidc.revoked += 1;
  });
  return oidc;
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

async function interact(
  provider: Provider,
  oidc: OidcServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const finish = (result: unknown) => provider.interactionFinished(request, response, result);
  if (oidc.denies) return finish({ error: "access_denied", error_description: "The person said no" });
  if (prompt.name === "login") return finish({ login: { accountId: oidc.person } });
  const grant = new provider.Grant({ accountId: session?.accountId ?? "", clientId: params.client_id });
  grant.addOIDCScope("openid offline_access");
  return finish({ consent: { grantId: await grant.save() } });
}

async function visit(start: string, redirectUri: string): Promise<URLSearchParams> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hop = 0; hop < 10; hop++) {
    if (url.startsWith(redirectUri)) return new URL(url).searchParams;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (!location) throw new Error(`No redirect from ${url}: ${answer.status} ${await answer.text()}`);
    url = new URL(location, url).href;
  }
  throw new Error("Too many redirects");
}
