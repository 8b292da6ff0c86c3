import { bodyOf, listen, type TestServer } from "@/testing/server";

export interface LosingProxy extends TestServer {
  /** Answers that were lost. */
  lost: number;
  /** While true, what the server answers to `putRecord` never arrives, although it did what was asked. */
  losing: boolean;
}

/** Stand between us and a data server, under an address that also replaces its own in its answers. */
export async function losingProxy(target: string): Promise<LosingProxy> {
  const server = await listen(async (request, response) => {
    const { host: _, "content-length": __, "accept-encoding": ___, ...headers } = request.headers;
    const body = await bodyOf(request);
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method,
      headers: headers as Record<string, string>,
      body: request.method === "GET" ? undefined : new Uint8Array(body),
    });
    const text = (await answer.text()).replaceAll(target, proxy.url);
    if (proxy.losing && request.url?.includes("putRecord")) {
      proxy.lost++;
      return void response.socket?.resetAndDestroy();
    }
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(text);
  });
  const proxy: LosingProxy = { ...server, lost: 0, losing: false };
  return proxy;
}
