import { type SQL, sql } from "drizzle-orm";
import { bigint, customType, type PgColumn, timestamp } from "drizzle-orm/pg-core";
import { type Entity, type Id, idFromUuid, idToUuid } from "@/kernel/ids";

/** A UUID column that reads and writes prefixed ids of `entity`. */
export const idColumn = <E extends Entity>(entity: E, name: string) =>
  customType<{ data: Id<E>; driverData: string }>({
    dataType: () => "uuid",
    toDriver: (id) => idToUuid(entity, id),
    fromDriver: (value) => idFromUuid(entity, value),
  })(name);

/** The workspace that owns the row. */
export const tenantId = () => idColumn("workspace", "tenant_id").notNull();

/** A point in time, UTC, to the microsecond. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const createdAt = () => instant("created_at").notNull().defaultNow();
export const updatedAt = () => instant("updated_at").notNull().defaultNow();

/** A counter that never exceeds 2^53. */
export const counter = (name: string) => bigint(name, { mode: "number" });

/** `column` is one of these ids: like `inArray`, with one parameter however many they are, and true of none when there are none. */
export const idIn = (column: PgColumn, ids: readonly Id[]): SQL => {
  const uuids = ids.map((id) => column.mapToDriverValue(id));
  return sql`${column} = any(${`{${uuids.join(",")}}`}::uuid[])`;
};
