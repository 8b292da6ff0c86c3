import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { linkLibraries, loadBinaries, type PostgresBinaries } from "./embedded-binaries";

export interface EmbeddedPostgres {
  /** Owner of the product's database; not a superuser, cannot bypass row-level security. */
  url: string;
  /** Superuser on the maintenance database, for tests and backups. */
  adminUrl: string;
  stop(): Promise<void>;
  /** Stop and delete the cluster, for tests. */
  destroy(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of the cluster, made when absent. */
  folder: string;
  database?: string;
  /** Extra `name=value` settings, for tests. */
  settings?: readonly string[];
}

interface RunAs {
  uid?: number;
  gid?: number;
}

const ownerRole = "publify";
const maxConnections = 120;
const launchTries = 10;
const launchPauseMs = 200;
const recoveryTries = 300;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Postgres refuses to run as root, so root's clusters run as `nobody`. */
function runAs(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const read = (flag: string) => Number(spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout);
  return { uid: read("-u"), gid: read("-g") };
}

const canEnter = (path: string, as: RunAs): boolean =>
  spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { ...as, cwd: "/" }).status === 0;

/** The cluster's folder, moved where `nobody` can reach it when the asked one lies in a private home. */
function placeCluster(folder: string, as: RunAs): string {
  mkdirSync(dirname(folder), { recursive: true });
  const parent = realpathSync(dirname(folder));
  const asked = join(parent, folder.split("/").at(-1) ?? "postgres");
  if (as.uid === undefined || canEnter(parent, as)) return asked;
  const shared = "/var/lib/publify";
  mkdirSync(shared, { recursive: true, mode: 0o755 });
  return join(shared, createHash("sha256").update(asked).digest("hex").slice(0, 16));
}

function placeBinaries(binaries: PostgresBinaries, as: RunAs): PostgresBinaries {
  linkLibraries(binaries);
  if (as.uid === undefined || canEnter(binaries.postgres, as)) return binaries;
  const copy = join(tmpdir(), `publify-postgres-${binaries.version}`);
  if (!existsSync(join(copy, "bin/postgres"))) {
    const staging = `${copy}-${process.pid}`;
    cpSync(binaries.root, staging, { recursive: true, verbatimSymlinks: true });
    chmodSync(staging, 0o755);
    if (existsSync(copy)) rmSync(staging, { recursive: true });
    else renameSync(staging, copy);
  }
  return { ...binaries, root: copy, initdb: join(copy, "bin/initdb"), postgres: join(copy, "bin/postgres") };
}

/** Make the cluster beside its place and rename it in, so that a kill leaves no half-made one. */
function initialise(folder: string, binaries: PostgresBinaries, as: RunAs): void {
  const staging = `${folder}.init-${process.pid}`;
  const passwordFile = `${staging}.password`;
  const password = randomBytes(24).toString("base64url");
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined)
    for (const path of [staging, passwordFile]) chownSync(path, as.uid, as.gid);
  const made = spawnSync(
    binaries.initdb,
    ["-D", staging, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8"].concat(
      ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"],
    ),
    { ...as, cwd: "/", encoding: "utf8" },
  );
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    rmSync(staging, { recursive: true, force: true });
    throw new Error(`The database could not be created: ${made.stderr || made.error}`);
  }
  writeFileSync(join(staging, "publify.password"), password, { mode: 0o600 });
  try {
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another first start was faster: its cluster is as good as this one.
    if (!existsSync(join(folder, "PG_VERSION"))) throw error;
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(Boolean(socket.destroy())));
    socket.once("error", () => resolve(false));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** A server that outlived its application (`kill -9`) is taken over, not started twice. */
async function findRunning(folder: string): Promise<{ pid: number; port: number } | null> {
  try {
    const [pid, , , port] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
    return (await accepts(Number(port))) ? { pid: Number(pid), port: Number(port) } : null;
  } catch {
    return null;
  }
}

async function launch(folder: string, binaries: PostgresBinaries, as: RunAs, settings: readonly string[]) {
  const port = await freePort();
  const options = [
    `max_connections=${maxConnections}`,
    "unix_socket_directories=",
    "shared_buffers=128MB",
    ...settings,
  ];
  const child = spawn(
    binaries.postgres,
    ["-D", folder, "-p", String(port), "-h", "127.0.0.1", ...options.flatMap((option) => ["-c", option])],
    { ...as, cwd: "/", detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  await new Promise<void>((resolve, reject) => {
    let log = "";
    child.stderr.on("data", (chunk) => {
      log += chunk;
      if (log.includes("ready to accept connections")) resolve();
    });
    child.once("error", reject);
    child.once("exit", () =>
      reject(new Error(`The database did not start: ${log.trim().split("\n").at(-1)}`)),
    );
  });
  child.stderr.removeAllListeners("data").resume();
  (child.stderr as unknown as { unref?: () => void }).unref?.();
  child.unref();
  return { pid: child.pid ?? 0, port };
}

/** Take over a running server or launch one; of two that launch at once, Postgres lets one through and the other takes it over. */
async function runServer(folder: string, binaries: PostgresBinaries, as: RunAs, settings: readonly string[]) {
  for (let tries = 0; ; tries++) {
    const running = await findRunning(folder);
    if (running) return running;
    try {
      return await launch(folder, binaries, as, settings);
    } catch (error) {
      if (tries === launchTries) throw error;
      await pause(launchPauseMs);
    }
  }
}

/** Connect, waiting for a server that still recovers from a crash (57P03). */
async function connectAsAdmin(adminUrl: string): Promise<pg.Client> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: adminUrl });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if ((error as { code?: string }).code !== "57P03" || tries === recoveryTries) throw error;
      await pause(launchPauseMs);
    }
  }
}

async function prepareDatabase(adminUrl: string, database: string, password: string): Promise<void> {
  const client = await connectAsAdmin(adminUrl);
  try {
    const role = await client.query("select 1 from pg_roles where rolname = $1", [ownerRole]);
    if (role.rowCount === 0)
      await client.query(
        `create role ${ownerRole} login createrole password ${client.escapeLiteral(password)}`,
      );
    const found = await client.query("select 1 from pg_database where datname = $1", [database]);
    if (found.rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(database)} owner ${ownerRole}`);
  } finally {
    await client.end();
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

async function stopServer(pid: number): Promise<void> {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    return;
  }
  for (let tries = 0; tries < 200 && isAlive(pid); tries++) await pause(25);
}

/** Tell whether a cluster was made for this data folder, wherever it was placed. */
export const hasCluster = (folder: string): boolean =>
  existsSync(join(placeCluster(folder, runAs()), "PG_VERSION"));

/**
 * Start, or take over, the PostgreSQL of a data folder. Loopback only, scram passwords, no superuser for the product.
 * @throws Error when the folder was made by another major version, or the server does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { database = "publify", settings = [] } = options;
  const as = runAs();
  const binaries = placeBinaries(await loadBinaries(), as);
  const folder = placeCluster(options.folder, as);
  if (!existsSync(join(folder, "PG_VERSION"))) initialise(folder, binaries, as);
  const major = readFileSync(join(folder, "PG_VERSION"), "utf8").trim();
  if (major !== binaries.major)
    throw new Error(
      `${folder} was made by PostgreSQL ${major}; this Publify brings ${binaries.major}. Restore a backup.`,
    );
  const password = readFileSync(join(folder, "publify.password"), "utf8");
  const { pid, port } = await runServer(folder, binaries, as, settings);
  const urlOf = (user: string, name: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  const adminUrl = urlOf("postgres", "postgres");
  await prepareDatabase(adminUrl, database, password);
  return {
    url: urlOf(ownerRole, database),
    adminUrl,
    stop: () => stopServer(pid),
    destroy: async () => {
      await stopServer(pid);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
