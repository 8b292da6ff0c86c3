import { Webhook } from "standardwebhooks";
import { type Call, type Fake, type Reply, startFake } from "./fake-server";
import { runWhenMain } from "./run-fake";

export interface FakeReceiver extends Fake {
  secret: string;
  /** Messages whose signature held, each once however often it came. */
  received: { id: string; payload: unknown }[];
  /** What to answer to a good message. */
  answer: Reply;
}

const secret = `whsec_${Buffer.from("publify-test-receiver-signing-key").toString("base64")}`;

/** A receiver of Standard Webhooks at `/hook` that checks signatures and drops repeats by their id. */
export async function startReceiver({ port }: { port?: number } = {}): Promise<FakeReceiver> {
  const received: FakeReceiver["received"] = [];
  const state = { answer: { status: 200 } as Reply };
  const take = ({ body, headers }: Call): Reply => {
    try {
      const payload = new Webhook(secret).verify(body.toString(), headers as Record<string, string>) as {
        type?: string;
      };
      const id = String(headers["webhook-id"]);
      const isNew = payload.type !== "ping" && !received.some((one) => one.id === id);
      if (isNew) received.push({ id, payload });
    } catch {
      if (state.answer.status === 200) return { status: 401, json: { error: "Bad signature" } };
    }
    return state.answer;
  };
  const fake = await startFake([["POST", /^\/hook$/, take]], {
    port,
    controls: { received: () => received },
  });
  return {
    ...fake,
    secret,
    received,
    get answer() {
      return state.answer;
    },
    set answer(reply) {
      state.answer = reply;
    },
  };
}

await runWhenMain(import.meta.url, startReceiver);
