import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Fake } from "./fake-server";

/** Run a fake by itself when its file is the program: `tsx <file> --port 4001`. */
export async function runWhenMain(
  moduleUrl: string,
  start: (options: { port: number }) => Promise<Fake>,
): Promise<void> {
  const [, program] = process.argv;
  if (!program || pathToFileURL(program).href !== moduleUrl) return;
  const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
  const fake = await start({ port: Number(values.port) });
  process.stdout.write(`${fake.url}\n`);
  const stop = () => void fake.close().then(() => process.exit(0));
  process.once("SIGTERM", stop).once("SIGINT", stop);
}
