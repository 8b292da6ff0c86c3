import "server-only";
import { getEnv } from "./env";

/** The sites that one may sign in with: those whose keys the environment has. */
export function socialProviderNames(): ("google" | "github")[] {
  const { google, github } = getEnv();
  return [...(google ? (["google"] as const) : []), ...(github ? (["github"] as const) : [])];
}
