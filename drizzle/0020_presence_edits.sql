ALTER TABLE "presences" ADD COLUMN "editing_text" text;--> statement-breakpoint
ALTER TABLE "presences" ADD COLUMN "editing_until" timestamp with time zone;