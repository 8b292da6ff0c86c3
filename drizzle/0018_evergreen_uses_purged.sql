ALTER TABLE "evergreens" ADD COLUMN "uses_purged" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "evergreens" ADD COLUMN "purged_use_at" timestamp with time zone;