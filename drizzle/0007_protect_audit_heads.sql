select publify_protect('audit_heads');
--> statement-breakpoint
revoke insert, update, delete on audit_heads from publify_app;
--> statement-breakpoint
-- The seal adds a hash and a place to a row; nobody changes what the row says.
revoke update, delete on audit_log from publify_system;
--> statement-breakpoint
grant update (hash, position) on audit_log to publify_system;
