import { bigint, customType, timestamp } from "drizzle-orm/pg-core";
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
