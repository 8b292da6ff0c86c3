import { sql } from "drizzle-orm";
import { getDatabase } from "@/db/client";
import { secondMs } from "@/kernel/time";
import { log } from "@/platform/log";

export const dynamic = "force-dynamic";

const answerMaxMs = 3 * secondMs;

async function databaseProblem(): Promise<string | null> {
  try {
    const late = AbortSignal.timeout(answerMaxMs);
    const expired = new Promise<never>((_, reject) => {
      late.addEventListener("abort", () => reject(new Error("timed out")));
    });
    await Promise.race([getDatabase().db.execute(sql`select 1`), expired]);
    return null;
  } catch (error) {
    log().warn({ error }, "health check failed");
    return "The database does not answer";
  }
}

/** 200 once this process can serve; 503 with what is wrong until then. */
export async function GET(): Promise<Response> {
  const problem = await databaseProblem();
  const headers = { "cache-control": "no-store" };
  if (problem === null) return Response.json({ status: "ok" }, { headers });
  return Response.json({ status: "unavailable", problems: { database: problem } }, { status: 503, headers });
}
