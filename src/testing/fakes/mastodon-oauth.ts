import { type Call, escapeHtml, fieldsOf, type Reply, type Route } from "./fake-server";
import { type App, type Grant, type InstanceState, verifies } from "./mastodon-state";

const SCOPES_SUPPORTED = [
  "read",
  "profile",
  "write",
  "read:accounts",
  "read:statuses",
  "write:media",
  "write:statuses",
];

const error = (status: number, name: string, description: string): Reply => ({
  status,
  json: { error: name, error_description: description },
});
const invalidClient = error(
  401,
  "invalid_client",
  "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
);
const invalidGrant = error(
  400,
  "invalid_grant",
  "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
);

/** Tell whether a scope is covered by what was granted: `write` covers `write:media`. */
export const covers = (granted: readonly string[], wanted: string): boolean =>
  granted.includes(wanted) || granted.includes(wanted.split(":")[0] ?? "");

/** Registration, the page where a person agrees, tokens and their end. */
export const oauthRoutes = (state: InstanceState, base: () => string): Route[] => [
  ["GET", /^\/\.well-known\/oauth-authorization-server$/, () => metadata(state, base())],
  ["POST", /^\/api\/v1\/apps$/, (call) => register(state, call)],
  ["GET", /^\/oauth\/authorize$/, (call) => consentPage(state, call)],
  ["POST", /^\/oauth\/authorize$/, (call) => consent(state, call)],
  ["POST", /^\/oauth\/token$/, (call) => token(state, call)],
  ["POST", /^\/oauth\/revoke$/, (call) => revoke(state, call)],
];

function metadata({ options }: InstanceState, base: string): Reply {
  if (!options.pkce) return { status: 404, json: { error: "Not Found" } };
  return {
    status: 200,
    json: {
      issuer: `${base}/`,
      authorization_endpoint: `${base}/oauth/authorize`,
      token_endpoint: `${base}/oauth/token`,
      revocation_endpoint: `${base}/oauth/revoke`,
      scopes_supported: SCOPES_SUPPORTED,
      response_types_supported: ["code"],
      response_modes_supported: ["query", "fragment", "form_post"],
      grant_types_supported: ["authorization_code", "client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      code_challenge_methods_supported: ["S256"],
      service_documentation: "https://docs.joinmastodon.org/",
      app_registration_endpoint: `${base}/api/v1/apps`,
    },
  };
}

async function register(state: InstanceState, call: Call): Promise<Reply> {
  const { client_name, redirect_uris, scopes = "read" } = await fieldsOf(call);
  const uris = [redirect_uris].flat().flatMap((uri) => (typeof uri === "string" ? uri.split("\n") : []));
  if (typeof client_name !== "string" || client_name === "")
    return { status: 422, json: { error: "Validation failed: Name can't be blank" } };
  if (uris.length === 0 || !uris.every((uri) => URL.canParse(uri)))
    return { status: 422, json: { error: "Validation failed: Redirect URI must be an absolute URI." } };
  const wanted = String(scopes).split(/\s+/);
  if (!wanted.every((scope) => covers(SCOPES_SUPPORTED, scope)))
    return {
      status: 422,
      json: { error: "Validation failed: Scopes doesn't match configured on the server." },
    };
  const app: App = {
    clientId: state.secret(),
    clientSecret: state.secret(),
    name: client_name,
    redirectUris: uris,
    scopes: wanted,
  };
  state.apps.set(app.clientId, app);
  return {
    status: 200,
    json: {
      id: state.nextId(),
      name: app.name,
      website: null,
      scopes: wanted,
      redirect_uri: uris.join("\n"),
      redirect_uris: uris,
      client_id: app.clientId,
      client_secret: app.clientSecret,
      client_secret_expires_at: 0,
    },
  };
}

/** The request of an authorization page, or the page that says what is wrong with it. */
function requested(state: InstanceState, query: URLSearchParams): Grant | Reply {
  const app = state.apps.get(query.get("client_id") ?? "");
  const page = (text: string): Reply => ({
    status: 400,
    html: `<!doctype html><title>Error</title><p>${text}</p>`,
  });
  if (!app) return page("Client authentication failed due to unknown client.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app.redirectUris.includes(redirectUri)) return page("The redirect URI included is not valid.");
  if (query.get("response_type") !== "code")
    return page("The authorization server does not support this response type.");
  const scopes = (query.get("scope") ?? "read").split(/\s+/);
  if (!scopes.every((scope) => covers(app.scopes, scope)))
    return page("The requested scope is invalid, unknown, or malformed.");
  const challenge = query.get("code_challenge");
  if (challenge && query.get("code_challenge_method") !== "S256")
    return page("The code challenge method must be S256.");
  return { app, person: state.person, redirectUri, scopes, challenge };
}

function consentPage(state: InstanceState, { query }: Call): Reply {
  const request = requested(state, query);
  if ("status" in request) return request;
  const fields = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return {
    status: 200,
    html: `<!doctype html><html lang="en"><head><title>Authorization required</title></head><body><main>
<h1>Authorization required</h1>
<p>${escapeHtml(request.app.name)} would like permission to access the account @${request.person.username}.</p>
<ul>${request.scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join("")}</ul>
<form method="post" action="/oauth/authorize">${fields.join("")}
<button type="submit" name="decision" value="allow">Authorize</button>
<button type="submit" name="decision" value="deny">Deny</button></form></main></body></html>`,
  };
}

function consent(state: InstanceState, { body }: Call): Reply {
  const form = new URLSearchParams(body.toString());
  const request = requested(state, form);
  if ("status" in request) return request;
  const target = new URL(request.redirectUri);
  if (form.get("decision") === "allow") {
    const code = state.secret();
    state.codes.set(code, request);
    target.searchParams.set("code", code);
  } else {
    target.searchParams.set("error", "access_denied");
    target.searchParams.set(
      "error_description",
      "The resource owner or authorization server denied the request.",
    );
  }
  const back = form.get("state");
  if (back !== null) target.searchParams.set("state", back);
  return { status: 302, html: "", headers: { location: target.href } };
}

async function token(state: InstanceState, call: Call): Promise<Reply> {
  const form = await fieldsOf(call);
  const app = state.apps.get(String(form.client_id));
  if (!app || app.clientSecret !== form.client_secret) return invalidClient;
  const grant = form.grant_type === "authorization_code" ? state.codes.get(String(form.code)) : undefined;
  state.codes.delete(String(form.code));
  if (!grant || grant.app !== app || grant.redirectUri !== form.redirect_uri) return invalidGrant;
  if (grant.challenge && !verifies(form.code_verifier, grant.challenge)) return invalidGrant;
  const accessToken = state.secret();
  state.tokens.set(accessToken, grant);
  const created = Math.floor(state.options.now().getTime() / 1_000);
  return {
    status: 200,
    json: {
      access_token: accessToken,
      token_type: "Bearer",
      scope: grant.scopes.join(" "),
      created_at: created,
    },
  };
}

async function revoke(state: InstanceState, call: Call): Promise<Reply> {
  const form = await fieldsOf(call);
  const grant = state.tokens.get(String(form.token));
  const owned = grant?.app.clientId === form.client_id && grant?.app.clientSecret === form.client_secret;
  if (!owned) return error(403, "unauthorized_client", "You are not authorized to revoke this token");
  state.tokens.delete(String(form.token));
  return { status: 200, json: {} };
}
