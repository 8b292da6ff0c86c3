import {
  boolean,
  foreignKey,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, idColumn, instant, tenantId, updatedAt } from "@/db/columns";
import { channels } from "@/modules/channels/tables";
import type { ZoneRules } from "./policy";

/** How a channel's queue runs; a channel without a row follows the workspace's zone and is not paused. */
export const queues = pgTable(
  "queues",
  {
    tenantId: tenantId(),
    channelId: idColumn("channel", "channel_id").notNull(),
    /** IANA zone in which the slots of this channel are meant. */
    timeZone: text("time_zone").notNull(),
    pausedAt: instant("paused_at"),
    /** What was known of the zone's clocks when its queue was last filled: tells when a government changes them. */
    rules: jsonb("rules").$type<ZoneRules>(),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.channelId] }),
    foreignKey({
      name: "queues_channel",
      columns: [table.tenantId, table.channelId],
      foreignColumns: [channels.tenantId, channels.id],
    }).onDelete("cascade"),
  ],
);

/** A recurring wall-clock time of the week at which a channel publishes. */
export const slots = pgTable(
  "slots",
  {
    id: idColumn("slot", "id").primaryKey(),
    tenantId: tenantId(),
    channelId: idColumn("channel", "channel_id").notNull(),
    /** ISO weekday: 1 is Monday, 7 is Sunday. */
    weekday: integer("weekday").notNull(),
    /** Wall time, `HH:MM`, in the zone of the channel's queue. */
    time: text("time").notNull(),
    label: text("label"),
    /** Evergreen posts may fill it when nothing else does. */
    evergreen: boolean("evergreen").notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("slots_tenant_channel_time").on(table.tenantId, table.channelId, table.weekday, table.time),
    foreignKey({
      name: "slots_channel",
      columns: [table.tenantId, table.channelId],
      foreignColumns: [channels.tenantId, channels.id],
    }).onDelete("cascade"),
  ],
);
