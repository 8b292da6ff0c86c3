-- Two roles that row-level security speaks of; neither logs in, owns a table or can bypass a policy.
do $$ begin
  create role publify_app nologin nobypassrls;
exception when duplicate_object or unique_violation then null; end $$;
--> statement-breakpoint
do $$ begin
  create role publify_system nologin nobypassrls;
exception when duplicate_object or unique_violation then null; end $$;
--> statement-breakpoint
do $$ begin
  if not pg_has_role(current_user, 'publify_app', 'set') then
    execute format('grant publify_app to %I with inherit true, set true', current_user);
  end if;
  if not pg_has_role(current_user, 'publify_system', 'set') then
    execute format('grant publify_system to %I with inherit true, set true', current_user);
  end if;
end $$;
--> statement-breakpoint
grant usage on schema public to publify_app, publify_system;
--> statement-breakpoint
-- Wall off a table by tenant: a member of publify_app sees its own tenant's rows, Publify's own jobs see all.
create function publify_protect(target regclass, tenant_column text default 'tenant_id') returns void
language plpgsql as $$
declare
  own text := format('%I = (select nullif(current_setting(''app.tenant'', true), '''')::uuid)', tenant_column);
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant_isolation on %s to publify_app using (%s) with check (%s)', target, own, own);
  execute format('create policy system_access on %s to publify_system using (true) with check (true)', target);
  execute format('grant select, insert, update, delete on %s to publify_app, publify_system', target);
end $$;
--> statement-breakpoint
select publify_protect('workspaces', 'id');
--> statement-breakpoint
select publify_protect(target::regclass) from unnest(array[
  'members', 'invitations', 'audit_log', 'outbox', 'api_keys', 'channels', 'channel_secrets', 'connections',
  'assets', 'renditions', 'posts', 'post_media', 'variants', 'deliveries', 'attempts', 'metric_snapshots'
]) as target;
--> statement-breakpoint
-- History is appended, never rewritten: only the seal, a job of Publify itself, writes a hash.
revoke update, delete on audit_log, metric_snapshots from publify_app;
--> statement-breakpoint
-- People belong to no workspace; a workspace sees the names of its own members, and none of their secrets.
alter table users enable row level security;
--> statement-breakpoint
alter table users force row level security;
--> statement-breakpoint
create policy members_only on users for select to publify_app
  using (exists (select 1 from members where members.user_id = users.id));
--> statement-breakpoint
create policy system_access on users to publify_system using (true) with check (true);
--> statement-breakpoint
grant select on users to publify_app;
--> statement-breakpoint
grant select, insert, update, delete on users, sessions, accounts, verifications, two_factors, passkeys to publify_system;
