import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, updatedAt } from "@/db/columns";

/** How a server that content goes to is doing, over all workspaces: the circuit breaker's memory. No row: all is well. */
export const networkHealth = pgTable("network_health", {
  /** Network, and server where one network has many: `bluesky`, `mastodon:example.social`. */
  key: text("key").primaryKey(),
  state: text("state").$type<"closed" | "open" | "half_open">().notNull(),
  /** Failures in a row that point at the server and not at one account. */
  failures: integer("failures").notNull().default(0),
  /** The deliveries that failed since it last answered: one that fails again is not counted twice. */
  sources: text("sources").array().notNull().default(sql`'{}'`),
  openedAt: instant("opened_at"),
  /** When one call may try again. */
  retryAt: instant("retry_at"),
  detail: text("detail"),
  updatedAt: updatedAt(),
});
