CREATE TABLE "zone_data" (
	"id" text PRIMARY KEY DEFAULT 'last' NOT NULL,
	"version" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
-- Of every workspace's concern and none's: only Publify's own jobs see it.
alter table zone_data enable row level security;
--> statement-breakpoint
alter table zone_data force row level security;
--> statement-breakpoint
create policy zone_data_system on zone_data to publify_system using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on zone_data to publify_system;
