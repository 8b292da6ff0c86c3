import { z } from "zod";
import type { Capabilities, ConnectResult, Network, TestResult, Tools } from "@/networks/contract";
import { createHttpClient } from "@/platform/http";
import { listen, sendJson, type TestServer } from "./server";

export const labCapabilities: Capabilities = {
  text: { max: 280, unit: "graphemes" },
  title: null,
  image: null,
  gif: null,
  video: null,
  mediaCountMax: 0,
  mediaMixed: false,
  emptyTextWithMedia: false,
  tags: false,
  parts: { kinds: ["thread", "first_comment", "follow_up"], max: 10 },
};

/** What every network of the tests has in common; each adds how it connects. */
export const labBase = {
  name: "Lab",
  icon: { path: "M4 4h16v16H4z", color: "#123456" },
  preview: { layout: "microblog", altTextShown: true },
  capabilities: labCapabilities,
  settings: z.object({}),
  guarantee: "exactly_once",
  resendWindowMs: null,
  settleMs: 0,
  timeoutMs: 5_000,
  publish: async () => ({ status: "unknown", detail: "not used", answer: null }),
} satisfies Partial<Network>;

/** A client that may call this machine, for tests. */
export const labHttp = () => createHttpClient({ allowPrivate: () => true });

export interface LabAccount {
  id: string;
  handle: string;
  textMax?: number;
}

/** A server of accounts by token. A token that it does not know is refused; `failing` answers everything with 503. */
export interface Lab {
  server: TestServer;
  accounts: Map<string, LabAccount>;
  failing: boolean;
  requests: number;
}

export async function startLab(): Promise<Lab> {
  const lab: Omit<Lab, "server"> = { accounts: new Map(), failing: false, requests: 0 };
  const server = await listen((request, response) => {
    lab.requests += 1;
    if (lab.failing) return sendJson(response, 503, { error: "down for maintenance" });
    const account = lab.accounts.get(request.headers.authorization?.replace("Bearer ", "") ?? "");
    sendJson(response, account ? 200 : 401, account ?? { error: "bad token" });
  });
  return Object.assign(lab, { server });
}

const me = z.object({ id: z.string(), handle: z.string(), textMax: z.number().optional() });
type Me = { status: "ok"; me: z.output<typeof me> } | Exclude<TestResult, { status: "ok" }>;

async function whoAmI(server: string, token: string, tools: Tools): Promise<Me> {
  const answer = await tools.http.send({
    url: `${server}/me`,
    headers: { authorization: `Bearer ${token}` },
    signal: tools.signal,
  });
  if (answer.kind !== "response") return { status: "unreachable", detail: answer.detail };
  const text = Buffer.from(answer.body).toString();
  if (answer.status === 401) return { status: "auth", detail: text };
  const parsed = answer.status === 200 ? me.safeParse(JSON.parse(text)) : null;
  return parsed?.success ? { status: "ok", me: parsed.data } : { status: "unreachable", detail: text };
}

const limitsOf = (textMax: number | undefined): Capabilities | null =>
  textMax === undefined ? null : { ...labCapabilities, text: { max: textMax, unit: "graphemes" } };

/** A network connected by a form that speaks to a `Lab` over real HTTP. */
export const labNetwork: Network = {
  ...labBase,
  key: "lab",
  connect: {
    type: "form",
    fields: [
      { name: "server", kind: "url", required: true },
      { name: "token", kind: "password", required: true },
      { name: "note", kind: "text", required: false },
    ],
    async connect({ server = "", token = "" }, tools): Promise<ConnectResult> {
      const result = await whoAmI(server, token, tools);
      if (result.status === "auth")
        return { status: "refused", reason: "credentials", field: "token", detail: result.detail };
      if (result.status === "unreachable")
        return { status: "refused", reason: "unreachable", field: "server", detail: result.detail };
      const { id, handle, textMax } = result.me;
      return {
        status: "connected",
        account: {
          externalId: id,
          handle,
          name: `The ${handle}`,
          avatarUrl: null,
          profileUrl: null,
          settings: { server },
          credentials: { token },
          expiresAt: null,
          capabilities: limitsOf(textMax),
        },
        reveal: { signingKey: `whsec_${id}` },
      };
    },
  },
  async test({ settings, credentials }, tools) {
    const result = await whoAmI(String(settings.server), String(credentials.token), tools);
    return result.status === "ok" ? { status: "ok", capabilities: limitsOf(result.me.textMax) } : result;
  },
};
