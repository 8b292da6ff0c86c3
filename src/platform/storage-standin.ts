import "server-only";
import { createHash, hkdfSync, timingSafeEqual } from "node:crypto";
import { fileTypeFromFile } from "file-type";
import { z } from "zod";
import { dayMs, hourMs } from "@/kernel/time";
import { createDiskStore, type DiskStore, isDiskFull, type StoredFile } from "./storage-disk";
import { receiveFile } from "./storage-receiving";
import { serveFile } from "./storage-serving";
import { signText, verifySignedUrl } from "./storage-signing";

/** Hands a signed callback to the application's upload route. */
export type Deliver = (request: Request) => Promise<Response>;

/** UploadThing's ingest, API and file host in one, on disk: the embedded default. */
export interface StandIn {
  readonly ingestUrl: string;
  readonly apiUrl: string;
  /** For UploadThing's SDK on this server: reaches the stand-in without a socket, and nothing else. */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;
  /** HEAD and PUT of a presigned address, from a browser or from the SDK. */
  receive(request: Request, key: string, deliver: Deliver): Promise<Response>;
  /** GET and HEAD of a file. */
  serve(request: Request, key: string): Promise<Response>;
}

export interface StandInOptions {
  folder: string;
  apiKey: string;
  /** Public address of `receive`, without the key. */
  ingestUrl: string;
  /** Public address of `serve`, without the key. */
  filesUrl: string;
  now?: () => number;
}

/** The UploadThing token of the stand-in, whose key is derived from the product's own secret. */
export function standInToken(authSecret: string): string {
  const key = Buffer.from(hkdfSync("sha256", authSecret, "", "publify storage stand-in", 32)).toString("hex");
  const token = { apiKey: `sk_live_${key}`, appId: "publify", regions: ["local"] };
  return Buffer.from(JSON.stringify(token)).toString("base64");
}

const keyForm = /^[A-Za-z0-9_-]{16,128}$/;
/** What browsers and networks show and never run; SVG and HTML are not among them. */
const INERT_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp", "image/gif", "video/mp4"];

const problem = (status: number, error: string, headers?: Record<string, string>) =>
  Response.json({ error }, { status, headers });

const noRoom = () => problem(507, "The storage is full");

const uploadFacts = z.object({
  name: z.string().min(1).max(1_000),
  size: z.coerce.number().int().min(1),
  slug: z.string().nullable(),
});

/** What the presigned address says of the file; UploadThing's SDK encodes each value twice. */
function factsOf(url: URL) {
  const value = (name: string) => decodeURIComponent(url.searchParams.get(name) ?? "");
  const slug = value("x-ut-slug") || null;
  return uploadFacts.safeParse({ name: value("x-ut-file-name"), size: value("x-ut-file-size"), slug }).data;
}

interface Context extends Required<StandInOptions> {
  disk: DiskStore;
  /** Uploads in progress, each with what the application has answered: two senders of one file would mix bytes. */
  busy: Map<string, { serverData?: unknown }>;
  sweptAt: number;
}

/** An upload that was not finished by then never will be: its address expired long before. */
const unfinishedMs = dayMs;

/** Start a stand-in on a folder. */
export function createStandIn(options: StandInOptions): StandIn {
  const context: Context = {
    ...options,
    now: options.now ?? Date.now,
    disk: createDiskStore(options.folder),
    busy: new Map(),
    sweptAt: 0,
  };
  const { ingestUrl, filesUrl } = options;
  const apiUrl = `${ingestUrl}/api`;
  const noCallback: Deliver = async () => problem(500, "This upload has no callback");
  const standIn: StandIn = {
    ingestUrl,
    apiUrl,
    receive: (request, key, deliver) => receive(context, request, key, deliver),
    serve: (request, key) => serve(context, request, key),
    async fetch(input, init) {
      const request = new Request(input, { ...init, duplex: "half" } as RequestInit);
      const [path] = request.url.split("?");
      const key = path?.split("/").at(-1) ?? "";
      if (path === `${filesUrl}/${key}`) return standIn.serve(request, key);
      const call = CALLS[path?.slice(ingestUrl.length) ?? ""];
      if (call && path?.startsWith(ingestUrl)) return answerCall(context, request, call);
      if (path === `${ingestUrl}/${key}`) return standIn.receive(request, key, noCallback);
      return problem(404, "The storage stand-in has no such address");
    },
  };
  return standIn;
}

/** A presigned address as it was signed: on the public address, whatever a proxy in front made of it. */
function signedAddress({ ingestUrl }: Context, request: Request, key: string): URL {
  return new URL(`${ingestUrl}/${key}${new URL(request.url).search}`);
}

async function receive(context: Context, request: Request, key: string, deliver: Deliver): Promise<Response> {
  if (!keyForm.test(key)) return problem(400, "Malformed key");
  const url = signedAddress(context, request, key);
  const verdict = verifySignedUrl(url, context.apiKey, context.now());
  if (verdict !== "valid") return problem(verdict === "expired" ? 403 : 400, `The address is ${verdict}`);
  const facts = factsOf(url);
  if (!facts) return problem(400, "The address does not describe a file");
  const answered = await context.disk.findAnswer(key);
  if (request.method === "HEAD")
    return new Response(null, {
      headers: answered ? { "x-ut-range-start": String(facts.size) } : await rangeStart(context, key),
    });
  if (answered) return Response.json({ ...addressesOf(context, key), ...answered });
  if (context.busy.has(key)) return problem(409, "This file is being received already");
  context.busy.set(key, {});
  try {
    await sweep(context);
    const file = (await context.disk.find(key)) ?? (await storeOrForget(context, request, key, facts));
    return file instanceof Response ? file : await finish(context, file, deliver);
  } finally {
    context.busy.delete(key);
  }
}

/** Once an hour at most, forget what was never finished. */
async function sweep(context: Context): Promise<void> {
  const now = context.now();
  if (now - context.sweptAt < hourMs) return;
  context.sweptAt = now;
  await context.disk.sweep(now - unfinishedMs);
}

const rangeStart = async ({ disk }: Context, key: string) => ({
  "x-ut-range-start": String((await disk.find(key))?.size ?? (await disk.partSize(key))),
});

/** What came of a file for which there is no room only takes more of it: nothing is kept, and it is sent anew. */
async function storeOrForget(...given: Parameters<typeof store>): Promise<StoredFile | Response> {
  try {
    return await store(...given);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    const [{ disk }, , key] = given;
    await disk.remove(key);
    return noRoom();
  }
}

async function store(
  context: Context,
  request: Request,
  key: string,
  facts: z.output<typeof uploadFacts>,
): Promise<StoredFile | Response> {
  const { disk } = context;
  const here = await disk.partSize(key);
  const offset = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "bytes=0-")?.[1]);
  if (offset !== here) return problem(416, "Resume where the file stands", await rangeStart(context, key));
  const path = await disk.partPath(key);
  const receipt = await receiveFile(request, path, facts.size - here);
  if (receipt === "too_large") {
    await disk.remove(key);
    return problem(413, "The file is larger than announced");
  }
  if (receipt === "broken" || (await disk.partSize(key)) < facts.size)
    return problem(400, "The file is incomplete", await rangeStart(context, key));
  const type = (await fileTypeFromFile(path))?.mime;
  if (!type || !INERT_TYPES.includes(type)) {
    await disk.remove(key);
    return problem(415, "Files of this type are refused");
  }
  return disk.complete(key, { ...facts, type, uploadedAt: context.now() });
}

const addressesOf = ({ filesUrl }: Context, key: string) => {
  const url = `${filesUrl}/${key}`;
  return { url, appUrl: url, ufsUrl: url };
};

/** Tell the application about a file that came through a route, once, and give its answer to the sender. */
async function finish(context: Context, file: StoredFile, deliver: Deliver): Promise<Response> {
  const { disk, apiKey, ingestUrl } = context;
  const answer = { ...addressesOf(context, file.key), fileHash: file.hash };
  if (file.slug === null) return Response.json({ ...answer, serverData: null });
  const hook = await disk.findHook(file.key);
  if (!hook) return problem(409, "The application has not announced this file");
  const { key, name, size, type } = file;
  const body = JSON.stringify({
    status: "uploaded",
    origin: ingestUrl,
    metadata: hook.metadata,
    file: { key, name, size, type, customId: null, ...answer },
  });
  const callbackUrl = new URL(hook.callbackUrl);
  callbackUrl.searchParams.set("slug", hook.callbackSlug);
  const headers = {
    "content-type": "application/json",
    "uploadthing-hook": "callback",
    "x-uploadthing-signature": signText(body, apiKey),
  };
  await deliver(new Request(callbackUrl, { method: "POST", headers, body }));
  const serverData = context.busy.get(key)?.serverData;
  if (serverData === undefined) return problem(502, "The application did not confirm this file");
  // Kept for repeats only: whoever sent it hears it now.
  await disk.saveAnswer(key, { serverData, fileHash: file.hash }).catch((error: unknown) => {
    if (!isDiskFull(error)) throw error;
  });
  return Response.json({ ...answer, serverData });
}

async function serve(context: Context, request: Request, key: string): Promise<Response> {
  const { disk, apiKey, filesUrl, now } = context;
  const file = keyForm.test(key) ? await disk.find(key) : null;
  if (!file) return problem(404, "No such file");
  // The SDK's keys are short enough to guess: what came by a route opens with a signature only.
  const isPublic = file.slug === null;
  const url = `${filesUrl}/${key}${new URL(request.url).search}`;
  if (!isPublic && verifySignedUrl(url, apiKey, now()) !== "valid") return problem(404, "No such file");
  return serveFile(request, disk.dataPath(key), file, isPublic);
}

type Call = (context: Context, body: unknown) => Promise<unknown>;

const fileKeys = z.object({ fileKeys: z.array(z.string()).max(1_000) });
const metadataCall = fileKeys.extend({
  metadata: z.unknown(),
  callbackUrl: z.url(),
  callbackSlug: z.string(),
});
const resultCall = z.object({ fileKey: z.string(), callbackData: z.unknown() });
const renameCall = z.object({ updates: z.array(z.object({ fileKey: z.string(), newName: z.string() })) });
const listCall = z.object({
  limit: z.number().int().min(1).default(500),
  offset: z.number().int().min(0).default(0),
});

/** What UploadThing's API answers to its SDK, under the application's key. */
const CALLS: Record<string, Call> = {
  "/route-metadata": async ({ disk }, body) => {
    const { fileKeys, ...hook } = metadataCall.parse(body);
    await Promise.all(fileKeys.map((key) => disk.saveHook(key, hook)));
    return { ok: true };
  },
  "/callback-result": async ({ busy }, body) => {
    const { fileKey, callbackData } = resultCall.parse(body);
    if (busy.has(fileKey)) busy.set(fileKey, { serverData: callbackData ?? null });
    return { ok: true };
  },
  "/api/v6/deleteFiles": async ({ disk }, body) => {
    const removed = await Promise.all(fileKeys.parse(body).fileKeys.map((key) => disk.remove(key)));
    return { success: true, deletedCount: removed.filter(Boolean).length };
  },
  "/api/v6/renameFiles": async ({ disk }, body) => {
    for (const { fileKey, newName } of renameCall.parse(body).updates) await disk.rename(fileKey, newName);
    return { success: true };
  },
  "/api/v6/listFiles": async ({ disk }, body) => {
    const { limit, offset } = listCall.parse(body);
    const all = await disk.list();
    const files = all.slice(offset, offset + limit).map(({ key, name, size, uploadedAt }) => ({
      ...{ id: key, key, customId: null, name, size, status: "Uploaded", uploadedAt },
    }));
    return { hasMore: all.length > offset + limit, files };
  },
};

const digest = (text: string) => createHash("sha256").update(text).digest();

async function answerCall(context: Context, request: Request, call: Call): Promise<Response> {
  const presented = request.headers.get("x-uploadthing-api-key") ?? "";
  if (!timingSafeEqual(digest(presented), digest(context.apiKey))) return problem(401, "Unknown API key");
  try {
    return Response.json(await call(context, await request.json()));
  } catch (error) {
    if (error instanceof z.ZodError) return problem(400, "Malformed call");
    if (isDiskFull(error)) return noRoom();
    throw error;
  }
}
