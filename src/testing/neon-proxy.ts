import { createServer } from "node:http";
import { connect } from "node:net";
import { WebSocketServer } from "ws";

export interface NeonProxy {
  /** `host:port/path` for the driver's `wsProxy`. */
  address: string;
  close(): Promise<void>;
}

/** Stand in for Neon's proxy: carries the Postgres protocol of `@neondatabase/serverless` from WebSocket to TCP. */
export async function startNeonProxy(target: URL): Promise<NeonProxy> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (webSocket) => {
    const tcp = connect(Number(target.port), target.hostname).setNoDelay(true);
    tcp.on("data", (data) => webSocket.send(data));
    webSocket.on("message", (data) => tcp.write(data as Buffer));
    const end = () => {
      tcp.destroy();
      webSocket.close();
    };
    for (const event of ["close", "error"]) {
      tcp.on(event, end);
      webSocket.on(event, end);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `127.0.0.1:${port}/v1`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
