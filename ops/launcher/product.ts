import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { startEmbeddedPostgres } from "../../src/db/embedded";
import { migrateDatabase } from "../../src/db/migrate";
import { parseEnv } from "../../src/platform/env";
import { announceStopping } from "../../src/platform/stopping";
import { ensureBuilt } from "./build";
import { type DataFolder, loadPushKeys, loadSecrets, openDataFolder } from "./data-folder";
import { lockInstance } from "./instance-lock";
import { openApplication, reservePort } from "./server";
import { Shutdown } from "./shutdown";

export interface ProductOptions {
  /** Folder of the checkout. */
  root: string;
  /** Compile on demand and reload on change. */
  dev: boolean;
}

interface OpenedDatabase {
  databaseUrl: string;
  announceStop(): void;
}

const progress = (line: string) => console.log(`  ${line}`);

function chosenPort(): number {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT must be a number between 1 and 65535, not "${process.env.PORT}".`);
  return port;
}

const serverGone = (error: unknown): boolean => {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return /^(57P0[13]|ECONNREFUSED|ECONNRESET)$/.test(code) || /connection (terminated|ended)/i.test(message);
};

/** Start Postgres and hold the folder; a server that another instance is just stopping is waited for. */
async function openDatabase(folder: DataFolder, url: string, shutdown: Shutdown): Promise<OpenedDatabase> {
  const self = { pid: process.pid, url, data: folder.path };
  const onLost = (error: Error) => {
    console.error(error.message);
    void shutdown.exit(1);
  };
  for (let tries = 0; ; tries++) {
    try {
      const postgres = await startEmbeddedPostgres({ folder: folder.postgres });
      const lock = await lockInstance(postgres.url, folder.running, self, onLost);
      shutdown.defer(() => lock.releaseAfter(postgres.stop));
      return { databaseUrl: postgres.url, announceStop: lock.announceStop };
    } catch (error) {
      if (!serverGone(error) || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** The variables that the launcher owns; what the person set wins. */
async function prepareEnvironment(folder: DataFolder, url: string, dev: boolean, shutdown: Shutdown) {
  const own = process.env.DATABASE_URL ? {} : { ...loadSecrets(folder), ...loadPushKeys(folder) };
  const { databaseUrl, announceStop }: OpenedDatabase = process.env.DATABASE_URL
    ? { databaseUrl: process.env.DATABASE_URL, announceStop: () => undefined }
    : await openDatabase(folder, url, shutdown);
  const defaults: Record<string, string> = { ...own, APP_URL: url, PUBLIFY_EMBEDDED: "true" };
  for (const [name, value] of Object.entries(defaults)) process.env[name] ||= value;
  Object.assign(process.env, {
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    PUBLIFY_DATA: folder.path,
  });
  return { databaseUrl, announceStop };
}

/** Everything between `npm start` and the first page: data, database, migrations, build, application. */
export async function startProduct({ root, dev }: ProductOptions): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const port = chosenPort();
  const url = process.env.APP_URL || `http://localhost:${port}`;
  const folder = openDataFolder(root, process.env.PUBLIFY_DATA || ".data");
  const shutdown = new Shutdown();
  shutdown.onSignals();
  if (process.env.npm_lifecycle_event) shutdown.onOrphaned();
  console.log(`Publify ${version}`);
  try {
    const { databaseUrl, announceStop } = await prepareEnvironment(folder, url, dev, shutdown);
    // Before anything is changed; later on Next would only report it, and answer every request with an error.
    parseEnv(process.env);
    const reserved = await reservePort(port, process.env.HOST || undefined);
    shutdown.defer(() => reserved.close());
    await migrateDatabase(databaseUrl, join(root, "drizzle"));
    progress("database ready");
    if (!dev) await ensureBuilt(root, progress);
    const application = await openApplication({ root, dev, port, server: reserved.server });
    deferStop(shutdown, { application, requests: reserved, announceStop });
    reserved.open(application.handler);
  } catch (error) {
    if (!shutdown.started) await shutdown.close();
    throw error;
  }
  guard(shutdown);
  console.log(
    `  data in ${relative(root, folder.path).startsWith("..") ? folder.path : relative(root, folder.path)}`,
  );
  console.log(`\nPublify is ready: ${url}`);
}

interface Running {
  application: { close(): Promise<void> };
  requests: { close(): Promise<void> };
  /** Tell other starts that the data will be free. */
  announceStop(): void;
}

/** How a product that runs stops: it takes nothing more, lets requests under way finish, and then its platform ends. */
export function deferStop(shutdown: Shutdown, { application, requests, announceStop }: Running): void {
  shutdown.defer(() => application.close());
  shutdown.defer(stopRuntime);
  shutdown.defer(() => requests.close());
  shutdown.defer(announceStop);
  // A page that listens for news keeps its request open for seconds: posts are not taken meanwhile.
  shutdown.defer(announceStopping);
}

/** The platform leaves its way to stop on `globalThis`: it lives in Next's bundle, out of reach of an import. */
async function stopRuntime(): Promise<void> {
  const runtime = await (globalThis as { publifyRuntime?: Promise<{ stop(): Promise<void> }> })
    .publifyRuntime;
  await runtime?.stop();
}

function guard(shutdown: Shutdown): void {
  process.on("unhandledRejection", (error) => console.error("Unhandled rejection:", error));
  process.on("uncaughtException", (error) => {
    console.error(error);
    void shutdown.exit(1);
  });
}
