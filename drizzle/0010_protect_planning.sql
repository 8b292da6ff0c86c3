select publify_protect(name::regclass) from unnest(array[
  'queues', 'slots', 'series', 'collections', 'evergreens', 'campaigns', 'labels', 'post_labels', 'snippets',
  'post_versions', 'imports', 'shares', 'approval_policies', 'approvals', 'review_links', 'comments',
  'notifications', 'notification_settings', 'push_subscriptions', 'presences'
]) as name;
--> statement-breakpoint
-- What a server does concerns every workspace that publishes to it; only Publify's own jobs see it.
alter table network_health enable row level security;
--> statement-breakpoint
alter table network_health force row level security;
--> statement-breakpoint
create policy network_health_system on network_health to publify_system using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on network_health to publify_system;
