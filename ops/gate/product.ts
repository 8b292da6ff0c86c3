import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { root } from "./stage";

const readyMaxMs = 600_000;
const pollMs = 200;
// Below the ports that Linux gives to outgoing connections, which would take a free one away.
const [portMin, portMax] = [20_000, 32_000];

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });

async function freePort(): Promise<number> {
  for (;;) {
    const port = portMin + Math.floor(Math.random() * (portMax - portMin));
    if (await isFree(port)) return port;
  }
}

export interface RunningProduct {
  url: string;
  stop(): Promise<void>;
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/api/health`).then(
    ({ status }) => status === 200,
    () => false,
  );

/** Start the product as `npm start` does, on a free port. @throws Error with its output when it does not get ready. */
export async function startProductForTests(env: Record<string, string>): Promise<RunningProduct> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "ops/start.ts")], {
    cwd: root,
    env: { ...process.env, ...env, PORT: String(port), APP_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
  const gone = once(child, "exit");
  const stop = async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await gone;
  };
  const deadline = Date.now() + readyMaxMs;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`The product did not start:\n${output}`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`The product was not ready after ${readyMaxMs / 1000} s:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return { url, stop };
}
