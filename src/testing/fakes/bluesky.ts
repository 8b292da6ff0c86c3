import { createHash, randomBytes } from "node:crypto";
import { type Call, type Fake, fieldsOf, type Reply, type Route, startFake } from "./fake-server";
import { runWhenMain } from "./run-fake";

export interface BlueskyOptions {
  handle: string;
  password: string;
  /** Life of an access token. */
  accessTtlMs: number;
  /** Whether the server relays reading calls to an AppView. */
  appView: boolean;
  /** Whether it can write a record anew, or only create one. */
  puts: boolean;
  /** `com.atproto.access` when the password is the account's main one. */
  scope: string;
  now: () => Date;
}
const defaults: BlueskyOptions = {
  handle: "ana.test",
  password: "abcd-efgh-ijkl-mnop",
  accessTtlMs: 7_200_000,
  appView: true,
  puts: true,
  scope: "com.atproto.appPass",
  now: () => new Date(),
};

interface StoredRecord {
  uri: string;
  cid: string;
  value: Record<string, unknown>;
  likes: number;
  reposts: number;
  replies: number;
}

export interface FakeBluesky extends Fake {
  did: string;
  options: BlueskyOptions;
  records: Map<string, StoredRecord>;
  blobs: Map<string, { mimeType: string; bytes: Buffer }>;
  /** End every session, as a changed password does. */
  endSessions(): void;
}

const did = "did:plc:ana2345abcdefghijklmnopq";
const blobMaxBytes = 5_242_880;
const imageMaxBytes = 1_000_000;
const graphemesMax = 300;

const error = (status: number, name: string, message: string): Reply => ({
  status,
  json: { error: name, message },
});

const notImplemented = error(501, "MethodNotImplemented", "Method Not Implemented");

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const RAW = 0x55;
const DAG_CBOR = 0x71;

/** A well-formed content address: version 1, SHA-256, in base 32. */
function cidOf(content: Buffer | string, codec: number): string {
  const bytes = Buffer.concat([
    Buffer.of(1, codec, 0x12, 0x20),
    createHash("sha256").update(content).digest(),
  ]);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return `b${groups.map((group) => BASE32.charAt(Number.parseInt(group.padEnd(5, "0"), 2))).join("")}`;
}

/** A personal data server with one account, true to the lexicons that publishing uses. */
export async function startBluesky({
  port,
  ...given
}: Partial<BlueskyOptions> & { port?: number } = {}): Promise<FakeBluesky> {
  const server = new DataServer({ ...defaults, ...given });
  const fake = await startFake(server.routes(), {
    port,
    controls: {
      records: () => [...server.records.values()],
      count: ({ uri, likes, reposts, replies }) =>
        Object.assign(server.records.get(String(uri)) ?? {}, { likes, reposts, replies }),
      delete: ({ uri }) => void server.records.delete(String(uri)),
      endSessions: () => server.sessions.clear(),
    },
  });
  server.base = fake.url;
  const { options, records, blobs } = server;
  return { ...fake, did, options, records, blobs, endSessions: () => server.sessions.clear() };
}

class DataServer {
  base = "";
  readonly records = new Map<string, StoredRecord>();
  readonly blobs = new Map<string, { mimeType: string; bytes: Buffer }>();
  /** Token to what it is good for. */
  readonly sessions = new Map<string, { kind: "access" | "refresh"; expiresAt: number }>();

  constructor(readonly options: BlueskyOptions) {}

  routes(): Route[] {
    const xrpc = (nsid: string) => new RegExp(`^/xrpc/${nsid.replaceAll(".", "\\.")}$`);
    const signed = (handle: (call: Call) => Reply | Promise<Reply>) => (call: Call) =>
      this.refusal(call, "access") ?? handle(call);
    return [
      ["GET", xrpc("com.atproto.server.describeServer"), () => this.describe()],
      ["POST", xrpc("com.atproto.server.createSession"), (call) => this.createSession(call)],
      ["POST", xrpc("com.atproto.server.refreshSession"), (call) => this.refreshSession(call)],
      [
        "GET",
        xrpc("com.atproto.server.getSession"),
        signed(() => ({ status: 200, json: { did, handle: this.options.handle, active: true } })),
      ],
      ["GET", xrpc("com.atproto.identity.resolveHandle"), (call) => this.resolveHandle(call)],
      ["POST", xrpc("com.atproto.repo.uploadBlob"), signed((call) => this.uploadBlob(call))],
      ["POST", xrpc("com.atproto.repo.createRecord"), signed((call) => this.write(call, false))],
      [
        "POST",
        xrpc("com.atproto.repo.putRecord"),
        signed((call) => (this.options.puts ? this.write(call, true) : notImplemented)),
      ],
      ["POST", xrpc("com.atproto.repo.deleteRecord"), signed((call) => this.deleteRecord(call))],
      ["GET", xrpc("com.atproto.repo.getRecord"), (call) => this.getRecord(call)],
      ["GET", xrpc("com.atproto.sync.getBlob"), (call) => this.getBlob(call)],
      [
        "GET",
        xrpc("app.bsky.actor.getProfile"),
        signed(() => this.viewed({ did, handle: this.options.handle, displayName: "Ana" })),
      ],
      ["GET", xrpc("app.bsky.feed.getPosts"), signed((call) => this.getPosts(call))],
      ["GET", /^\/xrpc\//, () => notImplemented],
      ["POST", /^\/xrpc\//, () => notImplemented],
    ];
  }

  private describe(): Reply {
    return {
      status: 200,
      json: { did: "did:web:localhost", availableUserDomains: [".test"], inviteCodeRequired: false },
    };
  }

  private refusal({ headers }: Call, kind: "access" | "refresh"): Reply | null {
    const token = (headers.authorization ?? "").replace(/^Bearer /, "");
    if (token === "") return error(401, "AuthMissing", "Authentication Required");
    const session = this.sessions.get(token);
    if (!session || session.kind !== kind) return error(400, "InvalidToken", "Token could not be verified");
    return session.expiresAt > this.options.now().getTime()
      ? null
      : error(400, "ExpiredToken", "Token has expired");
  }

  private token(kind: "access" | "refresh", ttlMs: number): string {
    const expiresAt = this.options.now().getTime() + ttlMs;
    const scope = kind === "access" ? this.options.scope : "com.atproto.refresh";
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      scope,
      sub: did,
      exp: Math.floor(expiresAt / 1_000),
      jti: randomBytes(8).toString("hex"),
    };
    const token = `${part({ typ: "at+jwt", alg: "none" })}.${part(claims)}.${randomBytes(16).toString("base64url")}`;
    this.sessions.set(token, { kind, expiresAt });
    return token;
  }

  private session(): Reply {
    const service = [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: this.base }];
    return {
      status: 200,
      json: {
        did,
        didDoc: {
          "@context": ["https://www.w3.org/ns/did/v1"],
          id: did,
          alsoKnownAs: [`at://${this.options.handle}`],
          service,
        },
        handle: this.options.handle,
        accessJwt: this.token("access", this.options.accessTtlMs),
        refreshJwt: this.token("refresh", 90 * 86_400_000),
        active: true,
      },
    };
  }

  private async createSession(call: Call): Promise<Reply> {
    const { identifier, password } = await fieldsOf(call);
    const known = identifier === this.options.handle || identifier === did;
    return known && password === this.options.password
      ? this.session()
      : error(401, "AuthenticationRequired", "Invalid identifier or password");
  }

  private refreshSession(call: Call): Reply {
    const refused = this.refusal(call, "refresh");
    if (refused) return refused;
    this.sessions.delete((call.headers.authorization ?? "").replace(/^Bearer /, ""));
    return this.session();
  }

  private resolveHandle({ query }: Call): Reply {
    return query.get("handle") === this.options.handle
      ? { status: 200, json: { did } }
      : error(400, "HandleNotFound", "Unable to resolve handle");
  }

  private uploadBlob({ body, headers }: Call): Reply {
    if (body.length > blobMaxBytes) return error(413, "PayloadTooLarge", "request entity too large");
    const mimeType = headers["content-type"] ?? "application/octet-stream";
    const cid = cidOf(body, RAW);
    this.blobs.set(cid, { mimeType, bytes: body });
    return {
      status: 200,
      json: { blob: { $type: "blob", ref: { $link: cid }, mimeType, size: body.length } },
    };
  }

  private async write(call: Call, replaces: boolean): Promise<Reply> {
    const {
      repo,
      collection,
      rkey = randomBytes(7).toString("hex").slice(0, 13),
      record,
    } = await fieldsOf(call);
    if (repo !== did) return error(400, "InvalidRequest", "Could not find repo");
    const problem = this.problemOf(record as Record<string, unknown>);
    if (problem) return error(400, "InvalidRequest", problem);
    const uri = `at://${did}/${collection}/${rkey}`;
    const cid = cidOf(JSON.stringify(record), DAG_CBOR);
    const before = this.records.get(uri);
    if (before && !replaces) return error(500, "InternalServerError", "Internal Server Error");
    if (before?.cid !== cid)
      this.records.set(uri, {
        uri,
        cid,
        value: record as Record<string, unknown>,
        likes: 0,
        reposts: 0,
        replies: 0,
      });
    return {
      status: 200,
      json: {
        uri,
        cid,
        commit: { cid: cidOf(uri, DAG_CBOR), rev: "3lbvq2ns3c22p" },
        validationStatus: "valid",
      },
    };
  }

  private problemOf({ text, createdAt, embed, reply }: Record<string, unknown>): string | null {
    if (typeof text !== "string") return "Invalid app.bsky.feed.post record: Record/text must be a string";
    if ([...new Intl.Segmenter().segment(text)].length > graphemesMax)
      return `Invalid app.bsky.feed.post record: Record/text must not be longer than ${graphemesMax} graphemes`;
    if (Number.isNaN(Date.parse(String(createdAt))))
      return "Invalid app.bsky.feed.post record: Record/createdAt must be a datetime";
    // Only the form of a reference is checked: what it names may live on any server.
    for (const field of reply === undefined ? [] : (["root", "parent"] as const)) {
      const { uri, cid } =
        (reply as Record<string, { uri?: unknown; cid?: unknown } | undefined>)[field] ?? {};
      if (!/^at:\/\/did:[^/]+\/[\w.]+\/\S+$/.test(String(uri)))
        return `Invalid app.bsky.feed.post record: Record/reply/${field}/uri must be a valid at-uri`;
      if (!/^b[a-z2-7]{20,}$/.test(String(cid)))
        return `Invalid app.bsky.feed.post record: Record/reply/${field}/cid must be a cid string`;
    }
    const { images = [] } = (embed ?? {}) as { images?: { image: { ref: { $link: string } } }[] };
    if (images.length > 4)
      return "Invalid app.bsky.feed.post record: Record/embed/images must not have more than 4 elements";
    for (const { image } of images) {
      const blob = this.blobs.get(image.ref.$link);
      if (!blob) return `Could not find blob: ${image.ref.$link}`;
      if (blob.bytes.length > imageMaxBytes)
        return "This file is too large. It is larger than 1,000,000 bytes.";
    }
    return null;
  }

  private getRecord({ query }: Call): Reply {
    const uri = `at://${query.get("repo")}/${query.get("collection")}/${query.get("rkey")}`;
    const found = this.records.get(uri);
    return found
      ? { status: 200, json: { uri, cid: found.cid, value: found.value } }
      : error(400, "RecordNotFound", `Could not locate record: ${uri}`);
  }

  private async deleteRecord(call: Call): Promise<Reply> {
    const { repo, collection, rkey } = await fieldsOf(call);
    this.records.delete(`at://${repo}/${collection}/${rkey}`);
    return { status: 200, json: {} };
  }

  private getBlob({ query }: Call): Reply {
    const blob = this.blobs.get(query.get("cid") ?? "");
    return blob
      ? { status: 200, bytes: { body: blob.bytes, type: blob.mimeType } }
      : error(400, "InvalidRequest", "Blob not found");
  }

  private viewed(json: unknown): Reply {
    return this.options.appView ? { status: 200, json } : error(502, "UpstreamFailure", "Upstream Failure");
  }

  private repliesTo(uri: string): number {
    const parents = [...this.records.values()].map(
      ({ value }) => (value.reply as { parent: { uri: string } } | undefined)?.parent.uri,
    );
    return parents.filter((parent) => parent === uri).length;
  }

  private getPosts({ query }: Call): Reply {
    const posts = query.getAll("uris").flatMap((uri) => {
      const found = this.records.get(uri);
      if (!found) return [];
      const { cid, value, likes, reposts, replies } = found;
      const author = { did, handle: this.options.handle };
      return [
        {
          uri,
          cid,
          author,
          record: value,
          likeCount: likes,
          repostCount: reposts,
          replyCount: replies + this.repliesTo(uri),
          quoteCount: 0,
          indexedAt: this.options.now().toISOString(),
        },
      ];
    });
    return this.viewed({ posts });
  }
}

await runWhenMain(import.meta.url, startBluesky);
