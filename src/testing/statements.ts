import { type Db, getDatabase } from "@/db/client";
import { systemRole } from "@/db/tx";

/** How many statements the work sends on its connection, in a transaction of `role` that `scope` begins. */
export async function statementsOf(
  work: (db: Db) => Promise<unknown>,
  { role = systemRole, scope = "" } = {},
): Promise<number> {
  const database = getDatabase();
  const connection = await database.connect();
  let sent = 0;
  const counting = new Proxy(connection, {
    get(target, name) {
      if (name === "query") sent++;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  try {
    await connection.query(`begin; set local role ${role}; ${scope}`);
    await work(database.handleOf(counting));
    await connection.query("commit");
  } catch (error) {
    await connection.query("rollback");
    throw error;
  } finally {
    connection.release();
  }
  return sent;
}
