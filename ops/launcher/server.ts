import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import next from "next";

/** Answers a request before Next sees it, and says whether it did: for redirects and counters that must be fast. */
export type EarlyHandler = (req: IncomingMessage, res: ServerResponse) => boolean | Promise<boolean>;

const earlyHandlers: readonly EarlyHandler[] = [];

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

const drainMs = 5_000;
/** Longer than the idle time of the usual proxies (60 s), so that it is never us who closes a connection they are about to use. */
const keepAliveMs = 75_000;

const starting = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Publify</title>
<body style="font:16px system-ui;display:grid;place-items:center;height:90vh"><p>Publify is starting. Un instant…</p>`;

/** The port, taken at once and answering 503 until the application is ready. */
export interface ReservedPort {
  server: Server;
  open(handler: Handler): void;
  close(): Promise<void>;
}

/** Take the port before the slow work, so that a taken one is known in the first second. @throws Error when it is. */
export async function reservePort(port: number, host: string | undefined): Promise<ReservedPort> {
  let current: Handler = async (_, res) => {
    res.writeHead(503, { "content-type": "text/html; charset=utf-8", "retry-after": "2" }).end(starting);
  };
  const server = createServer((req, res) => {
    current(req, res).catch((error: unknown) => {
      console.error(error);
      if (!res.headersSent) res.writeHead(500);
      res.end();
    });
  });
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new Error(explain(error, port, host))));
    server.listen({ port, host }, resolve);
  });
  return {
    server,
    open: (handler) => {
      current = handler;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), drainMs).unref();
      }),
  };
}

function explain(error: NodeJS.ErrnoException, port: number, host: string | undefined): string {
  if (error.code === "EADDRINUSE")
    return `Port ${port} is taken by another program. Choose another one, for example: PORT=${port + 1} npm start`;
  if (error.code === "EACCES")
    return `Port ${port} needs privileges. Choose one above 1023: PORT=3000 npm start`;
  return `Publify cannot listen on ${host ?? "port"} ${port}: ${error.message}`;
}

const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/**
 * Say who sent a request. What a client writes itself is dropped: only a proxy on this machine,
 * or any when `TRUST_PROXY` says that nobody else reaches this port, may speak for others.
 */
function nameSender({ headers, socket }: IncomingMessage, trustProxy: boolean): void {
  const address = socket.remoteAddress ?? "";
  if (!trustProxy && !isLoopback(address))
    for (const name of Object.keys(headers))
      if (name.startsWith("x-forwarded-") || name === "x-real-ip" || name === "forwarded")
        delete headers[name];
  headers["x-forwarded-for"] ??= address;
}

export interface Application {
  handler: Handler;
  close(): Promise<void>;
}

/** Boot Next in this process. @throws Error when the platform does not boot. */
export async function openApplication(options: {
  root: string;
  dev: boolean;
  port: number;
  server: Server;
}): Promise<Application> {
  const { root, dev, port, server } = options;
  const application = next({ dev, dir: root, hostname: "localhost", port, httpServer: server, quiet: true });
  await application.prepare();
  const handle = application.getRequestHandler();
  const trustProxy = process.env.TRUST_PROXY === "true";
  return {
    handler: async (req, res) => {
      nameSender(req, trustProxy);
      for (const early of earlyHandlers) if (await early(req, res)) return;
      await handle(req, res);
    },
    close: () => application.close(),
  };
}
