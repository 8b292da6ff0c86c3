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
    readonly reason: "absent" | "too_large" | "unavailable",
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

const readTimeoutMs = 2 * minuteMs;
/** Every key of an UploadThing application starts with its encoded id. */
const prefixLength = 12;

const tokenContent = z.object({ apiKey: z.string(), appId: z.string() });

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
  const { apiKey } = openToken(token);
  const fetch: Fetch = standIn?.fetch ?? globalThis.fetch;
  const shared = { token, logLevel: "Error", ...(standIn && { ingestUrl: standIn.ingestUrl }) } as const;
  const sdk = (via: Fetch) => new UTApi({ ...shared, apiUrl: standIn?.apiUrl, fetch: via as never });
  let prefix: Promise<string> | undefined;
  return {
    standIn: standIn ?? null,
    urlOf,
    route: { ...shared, callbackUrl, isDev: false, ...(standIn && { fetch }) },
    async keyOf(seed) {
      prefix ??= findKeyPrefix(sdk);
      // The SDK's own keys carry 31 bits, which is few enough to guess; the rest of a key is ours to choose.
      return `${await prefix}${createHmac("sha256", apiKey).update(`key:${seed}`).digest("base64url")}`;
    },
    async put(key, { bytes, fileName, mimeType }) {
      const file = new UTFile([bytes as Uint8Array<ArrayBuffer>], fileName, { type: mimeType });
      const result = await sdk(underKey(key, apiKey, fetch)).uploadFiles(file);
      if (result.error)
        throw new StorageError("unavailable", `The storage refused a file: ${result.error.message}`);
    },
    read: (key, bytesMax) =>
      download(fetch, signUrl(urlOf(key), apiKey, Date.now() + 10 * minuteMs), bytesMax),
    async remove(keys) {
      if (keys.length > 0) await sdk(fetch).deleteFiles(keys);
    },
  };
}

/** Ask the SDK for a key, without sending anything, and keep the part that is the application's. */
async function findKeyPrefix(sdk: (via: Fetch) => UTApi): Promise<string> {
  let key = "";
  await sdk(async (url) => {
    key = new URL(url).pathname.split("/").at(-1) ?? "";
    return Response.json({});
  }).uploadFiles(new UTFile(["-"], "prefix"));
  return key.slice(0, prefixLength);
}

/** Send an upload under `key` instead of the key that the SDK made, signed anew. */
const underKey =
  (key: string, apiKey: string, fetch: Fetch): Fetch =>
  (input, init) => {
    const url = new URL(input);
    url.pathname = url.pathname.replace(/[^/]+$/, key);
    return fetch(signUrl(url, apiKey, Number(url.searchParams.get("expires"))), init);
  };

async function download(fetch: Fetch, url: string, bytesMax: number): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(readTimeoutMs) });
  } catch (cause) {
    throw new StorageError("unavailable", "The storage does not answer", { cause });
  }
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
