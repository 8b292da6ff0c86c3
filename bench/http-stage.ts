import { setTimeout as sleep } from "node:timers/promises";
import type { Network } from "@/networks/contract";
import { createHttpClient } from "@/platform/http";
import { listen, type TestServer } from "@/testing/server";
import { benchNetwork } from "./stage";

/** A server that takes every post after `latencyMs`, as a network far away does; `slow` paths take longer. */
export function startNetwork(
  latencyMs: number,
  onArrival: (path: string) => void = () => undefined,
  slow: ReadonlyMap<string, number> = new Map(),
): Promise<TestServer> {
  return listen(async (request, response) => {
    const path = request.url ?? "";
    onArrival(path);
    await sleep(slow.get(path) ?? latencyMs);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
}

export const benchHttp = () => createHttpClient({ allowPrivate: () => true });

/** A network behind real HTTP: each delivery is a PUT to its own path, or to `pathOf`. */
export const httpNetwork = (
  server: Pick<TestServer, "url">,
  pathOf = (key: string) => `/${key}`,
): Network => ({
  ...benchNetwork(),
  async publish({ dedupeKey, http, signal }) {
    const sent = await http.send({ url: server.url + pathOf(dedupeKey), method: "PUT", signal });
    if (sent.kind !== "response") return { status: "unknown", detail: sent.detail, answer: null };
    const answer = { httpStatus: sent.status, body: null };
    return { status: "published", externalId: dedupeKey, url: null, answer };
  },
});
