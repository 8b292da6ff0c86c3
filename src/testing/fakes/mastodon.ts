import { type Fake, type Reply, type Route, startFake } from "./fake-server";
import { accountEntity, instanceEntity, statusEntity } from "./mastodon-entities";
import { type Guard, mediaRoutes } from "./mastodon-media";
import { covers, oauthRoutes } from "./mastodon-oauth";
import { defaultInstance, type InstanceOptions, InstanceState } from "./mastodon-state";
import { statusRoutes } from "./mastodon-statuses";
import { runWhenMain } from "./run-fake";

export interface FakeMastodon extends Fake {
  state: InstanceState;
  /** Skip the browser: an access token of the instance's only person. */
  grantToken(scopes?: string[]): string;
}

const invalidToken: Reply = { status: 401, json: { error: "The access token is invalid" } };
const outsideScopes: Reply = { status: 403, json: { error: "This action is outside the authorized scopes" } };

/** A Mastodon instance with one person, true to the documented API in everything that publishing touches. */
export async function startMastodon({
  port,
  ...options
}: Partial<InstanceOptions> & { port?: number } = {}): Promise<FakeMastodon> {
  const state = new InstanceState({ ...defaultInstance, ...options });
  let base = "";
  const routes = [...oauthRoutes(state, () => base), ...apiRoutes(state, () => base)];
  const fake = await startFake(routes, {
    port,
    controls: {
      statuses: () => [...state.statuses.values()].map((status) => statusEntity(base, status)),
      count: ({ id, favourites, reblogs, replies }) =>
        Object.assign(state.statuses.get(String(id)) ?? {}, { favourites, reblogs, replies }),
      edit: ({ id, text }) =>
        Object.assign(state.statuses.get(String(id)) ?? {}, { text, editedAt: state.options.now() }),
      delete: ({ id }) => void state.statuses.delete(String(id)),
      configure: (input) => void Object.assign(state.options, input),
      revoke: () => state.tokens.clear(),
    },
  });
  base = fake.url;
  const app = {
    clientId: "test",
    clientSecret: "test",
    name: "Publify",
    redirectUris: [],
    scopes: ["read", "write"],
  };
  const grantToken = (scopes = ["read", "write"]) => {
    const token = state.secret();
    state.tokens.set(token, { app, person: state.person, redirectUri: "", scopes, challenge: null });
    return token;
  };
  return { ...fake, state, grantToken };
}

function apiRoutes(state: InstanceState, base: () => string): Route[] {
  const limited = (reply: Reply): Reply => ({
    ...reply,
    headers: { ...state.rateHeaders(), ...reply.headers },
  });
  const guard: Guard = (scope, handle) => async (call) => {
    const grant = state.tokens.get((call.headers.authorization ?? "").replace(/^Bearer /, ""));
    if (!grant) return limited(invalidToken);
    if (!covers(grant.scopes, scope)) return limited(outsideScopes);
    return limited(await handle(call, grant));
  };
  return [
    ["GET", /^\/api\/v2\/instance$/, () => limited({ status: 200, json: instanceEntity(base(), state) })],
    [
      "GET",
      /^\/api\/v1\/accounts\/verify_credentials$/,
      guard("read:accounts", (_, { person }) => ({ status: 200, json: accountEntity(base(), person) })),
    ],
    ...mediaRoutes(state, base, guard),
    ...statusRoutes(state, base, guard),
  ];
}

await runWhenMain(import.meta.url, startMastodon);
