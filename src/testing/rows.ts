import type { SQL } from "drizzle-orm";
import { getDatabase } from "@/db/client";

/** Rows of a raw query as the database's owner, whom no policy hides anything from. */
export async function rowsOf<T = Record<string, unknown>>(query: SQL): Promise<T[]> {
  const { rows } = (await getDatabase().db.execute(query)) as unknown as { rows: T[] };
  return rows;
}
