import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";

type Wire = string | number | null | Error | Wire[];

/** One value of the Redis protocol and the rest of the buffer; undefined when it is not all there yet. */
function parse(buffer: Buffer): [Wire, Buffer] | undefined {
  const end = buffer.indexOf("\r\n");
  if (end < 0) return undefined;
  const [kind, head, rest] = [
    buffer.toString("latin1", 0, 1),
    buffer.toString("utf8", 1, end),
    buffer.subarray(end + 2),
  ];
  if (kind === "+") return [head, rest];
  if (kind === "-") return [new Error(head), rest];
  if (kind === ":") return [Number(head), rest];
  const length = Number(head);
  if (length < 0) return [null, rest];
  if (kind === "$")
    return rest.length < length + 2
      ? undefined
      : [rest.toString("utf8", 0, length), rest.subarray(length + 2)];
  return parseList(length, rest);
}

function parseList(length: number, start: Buffer): [Wire, Buffer] | undefined {
  const items: Wire[] = [];
  let rest = start;
  for (let i = 0; i < length; i++) {
    const next = parse(rest);
    if (!next) return undefined;
    items.push(next[0]);
    rest = next[1];
  }
  return [items, rest];
}

class RedisConnection {
  private buffer: Buffer = Buffer.alloc(0);
  private readonly waiting: ((value: Wire) => void)[] = [];

  constructor(readonly socket: Socket) {
    socket.on("data", (chunk) => {
      this.buffer = Buffer.concat([this.buffer, chunk]);
      for (let next = parse(this.buffer); next; next = parse(this.buffer)) {
        this.buffer = next[1];
        this.waiting.shift()?.(next[0]);
      }
    });
  }

  send(args: readonly string[]): Promise<Wire> {
    const parts = args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
    this.socket.write(`*${args.length}\r\n${parts.join("")}`);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

const encode = (value: Wire, base64: boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => encode(item, base64));
  return typeof value === "string" && value !== "OK" && base64
    ? Buffer.from(value).toString("base64")
    : value;
};

/** Upstash's REST protocol in front of a real Redis server, for the suite that compares it with the one in memory. */
export async function startRedisRest(port: number): Promise<{ url: string; token: string; close(): void }> {
  const redis = new RedisConnection(connect(port, "127.0.0.1"));
  const scripts = new Map<string, string>();
  const run = async (command: unknown[], base64: boolean) => {
    const args = command.map((part) => (typeof part === "object" ? JSON.stringify(part) : String(part)));
    const verb = args[0]?.toUpperCase();
    if (verb === "EVAL" && args[1]) {
      const hash = createHash("sha1").update(args[1]).digest("hex");
      // Plain Redis refuses Upstash's flags line.
      args[1] = args[1].replace(/^#![^\n]*/, "");
      scripts.set(hash, args[1]);
    }
    if (verb === "EVALSHA") {
      const source = scripts.get(args[1] ?? "");
      if (!source) return { error: "NOSCRIPT No matching script. Please use EVAL." };
      args.splice(0, 2, "EVAL", source);
    }
    const value = await redis.send(args);
    return value instanceof Error ? { error: value.message } : { result: encode(value, base64) };
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown[];
    const base64 = request.headers["upstash-encoding"] === "base64";
    const many = request.url === "/pipeline" || request.url === "/multi-exec";
    const answer = many
      ? await Promise.all((body as unknown[][]).map((command) => run(command, base64)))
      : await run(body, base64);
    response.writeHead("error" in answer ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    token: "local",
    close: () => {
      redis.socket.destroy();
      server.close();
    },
  };
}
