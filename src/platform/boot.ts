import "server-only";
import { openDatabase, setDatabase } from "@/db/client";
import { getEnv } from "./env";

/** How the launcher stops what runs inside the server process. */
export interface Runtime {
  stop(): Promise<void>;
}

const slot = globalThis as unknown as { publifyRuntime?: Runtime };

/** Open what requests and jobs need. Hosted and embedded products boot the same way, on other services. */
export async function boot(): Promise<Runtime> {
  if (slot.publifyRuntime) return slot.publifyRuntime;
  const env = getEnv();
  const database = openDatabase(env.database);
  setDatabase(database);
  const runtime: Runtime = {
    stop: async () => {
      slot.publifyRuntime = undefined;
      await database.close();
    },
  };
  slot.publifyRuntime = runtime;
  return runtime;
}
