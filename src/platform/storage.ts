import "server-only";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { UTApi, UTFile } from "uploadthing/server";
import { z } from "zod";
import { minuteMs } from "@/kernel/time";
import { type Env, getEnv } from "./env";
import { signUrl } from "./storage-signing";
import { createStandIn, standInToken, type StandIn } from "./storage-standin";

export interface NewFile {
  bytes: Uint8Array;
  fileName: string;
  mimeType: string;
}

/** Where files are kept. Keys are opaque, and nobody finds one by guessing. */
export interface Storage {
  /** The key that a file stored under `seed` has; the same seed gives the same key, so a repeat is noticed. */
  keyOf(seed: string): Promise<string>;
  put(key: string, file: NewFile): Promise<void>;
  /** @throws StorageError when the file is absent, larger than `bytesMax`, or out of reach. */
  read(key: string, bytesMax: number): Promise<Uint8Array>;
  remove(keys: string[]): Promise<void>;
  /** An address that anybody can fetch, without an end. */
  urlOf(key: string): string;
  /** What UploadThing's route handler needs to speak with this storage. */
  readonly route: UploadRouteConfig;
  /** The embedded ingest; null when UploadThing itself keeps the files. */
  readonly standIn: StandIn | null;
}

/** The storage did not do what it was asked. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  constructor(
    readonly reason: "absent" | "too_large" | "full" | "unavailable",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

export interface UploadRouteConfig {
  token: string;
  callbackUrl: string;
  isDev: false;
  logLevel: "Error";
  ingestUrl?: string;
  fetch?: Fetch;
}

const callTimeoutMs = 2 * minuteMs;
const signedForMs = 10 * minuteMs;
/** Every key of an UploadThing application starts with its encoded id. */
const prefixLength = 12;

const tokenContent = z.object({
  apiKey: z.string(),
  appId: z.string(),
  regions: z.tuple([z.string()], z.string()),
  ingestHost: z.string().default("ingest.uploadthing.com"),
});

/** What an UploadThing token carries. @throws Error when it is not one. */
function openToken(token: string) {
  try {
    return tokenContent.parse(JSON.parse(Buffer.from(token, "base64").toString()));
  } catch (cause) {
    throw new Error("UPLOADTHING_TOKEN is not an UploadThing token", { cause });
  }
}

export interface StorageOptions {
  token: string;
  callbackUrl: string;
  urlOf(key: string): string;
  standIn?: StandIn;
}

/** Speak with UploadThing, or with its stand-in, through UploadThing's SDK. */
export function createStorage({ token, callbackUrl, urlOf, standIn }: StorageOptions): Storage {
  const { apiKey, appId, regions, ingestHost } = openToken(token);
  const ingestUrl = standIn?.ingestUrl ?? `https://${regions[0]}.${ingestHost}`;
  const fetch: Fetch = standIn?.fetch ?? globalThis.fetch;
  const shared = { token, logLevel: "Error", ...(standIn && { ingestUrl: standIn.ingestUrl }) } as const;
  const sdk = new UTApi({ ...shared, apiUrl: standIn?.apiUrl, fetch: fetch as never });
  let prefix: Promise<string> | undefined;
  const remove = async (keys: string[]) => {
    if (keys.length > 0) await sdk.deleteFiles(keys);
  };
  const send = async (key: string, file: NewFile) => {
    const url = signUrl(uploadUrlOf(`${ingestUrl}/${key}`, appId, file), apiKey, Date.now() + signedForMs);
    const body = new FormData();
    body.append("file", new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type: file.mimeType }), "file");
    const answer = await reach(fetch, url, { method: "PUT", headers: { range: "bytes=0-" }, body });
    if (answer.ok || answer.status === 416) return answer.status;
    const reason = answer.status === 507 ? "full" : "unavailable";
    throw new StorageError(reason, `The storage answered ${answer.status}`);
  };
  return {
    standIn: standIn ?? null,
    urlOf,
    route: { ...shared, callbackUrl, isDev: false, ...(standIn && { fetch }) },
    async keyOf(seed) {
      prefix ??= findKeyPrefix(token);
      // The SDK's own keys carry 31 bits, which is few enough to guess; the rest of a key is ours to choose.
      return `${await prefix}${createHmac("sha256", apiKey).update(`key:${seed}`).digest("base64url")}`;
    },
    async put(key, file) {
      if ((await send(key, file)) === 416) {
        // A crash left a part of this very file: start again from nothing.
        await remove([key]);
        await send(key, file);
      }
    },
    read: (key, bytesMax) => download(fetch, signUrl(urlOf(key), apiKey, Date.now() + signedForMs), bytesMax),
    remove,
  };
}

/** Ask the SDK for a key, without sending anything, and keep the part that is the application's. */
async function findKeyPrefix(token: string): Promise<string> {
  let key = "";
  const fetch: Fetch = async (url) => {
    key = new URL(url).pathname.split("/").at(-1) ?? "";
    return new Response(null, { status: 503 });
  };
  const sdk = new UTApi({ token, logLevel: "None", fetch: fetch as never });
  await sdk.uploadFiles(new UTFile(["-"], "prefix"));
  return key.slice(0, prefixLength);
}

/** The ingest's address for a file, described as UploadThing documents it: each value encoded twice. */
function uploadUrlOf(address: string, appId: string, { bytes, fileName, mimeType }: NewFile): URL {
  const url = new URL(address);
  const facts = {
    "x-ut-identifier": appId,
    "x-ut-file-name": fileName,
    "x-ut-file-size": String(bytes.length),
    "x-ut-file-type": mimeType,
    "x-ut-content-disposition": "inline",
  };
  for (const [name, value] of Object.entries(facts)) url.searchParams.append(name, encodeURIComponent(value));
  return url;
}

async function reach(fetch: Fetch, url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(callTimeoutMs) });
  } catch (cause) {
    throw new StorageError("unavailable", "The storage does not answer", { cause });
  }
}

async function download(fetch: Fetch, url: string, bytesMax: number): Promise<Uint8Array> {
  const response = await reach(fetch, url);
  if (response.status === 404) throw new StorageError("absent", "The storage has no such file");
  if (!response.ok || !response.body)
    throw new StorageError("unavailable", `The storage answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > bytesMax) throw new StorageError("too_large", `The file is larger than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The storage that an environment asks for. */
export function storageOf(
  env: Pick<Env, "appUrl" | "uploadThingToken" | "dataFolder" | "authSecret">,
): Storage {
  const callbackUrl = `${env.appUrl}/api/upload`;
  if (env.uploadThingToken) {
    const { appId } = openToken(env.uploadThingToken);
    const urlOf = (key: string) => `https://${appId}.ufs.sh/f/${key}`;
    return createStorage({ token: env.uploadThingToken, callbackUrl, urlOf });
  }
  const token = standInToken(env.authSecret);
  const standIn = createStandIn({
    folder: join(env.dataFolder, "files"),
    apiKey: openToken(token).apiKey,
    ingestUrl: `${env.appUrl}/api/upload/store`,
    filesUrl: `${env.appUrl}/api/files`,
  });
  return createStorage({ token, callbackUrl, urlOf: (key) => `${env.appUrl}/api/files/${key}`, standIn });
}

const slot = globalThis as unknown as { publifyStorage?: Storage };

/** Install the storage of this process. */
export function setStorage(storage: Storage): void {
  slot.publifyStorage = storage;
}

/** The storage of this process. */
export const getStorage = (): Storage => (slot.publifyStorage ??= storageOf(getEnv()));
