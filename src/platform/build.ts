import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getEnv } from "./env";

/** A product that is being developed: its files change without changing their names. */
const unbuilt = "development";

const slot = globalThis as unknown as { publifyBuild?: string };

function readBuildId(): string {
  try {
    // The comment keeps the bundler from taking the whole project along for the sake of one small file.
    const folder = join(/* turbopackIgnore: true */ process.cwd(), ".next");
    return readFileSync(join(folder, "BUILD_ID"), "utf8").trim() || unbuilt;
  } catch {
    return unbuilt;
  }
}

/** Names the build that serves, so that browsers notice a new one; `development` where nothing was built. */
export const buildId = (): string =>
  // A build of yesterday may still lie beside the product that is developed today.
  (slot.publifyBuild ??= getEnv().mode === "development" ? unbuilt : readBuildId());
