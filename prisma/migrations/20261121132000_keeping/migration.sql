-- What is kept, for how long, and how it is kept safe.

-- A backup reads every table and writes none. The migrating program gives it its permissions, on every table there is (docs/decisions/0036).
DO $$ BEGIN
  CREATE ROLE paperclip_backup NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN
  -- to become it, and not to be it all the time: policies would else let the owner see every company at once
  EXECUTE format('GRANT paperclip_backup TO %I WITH INHERIT FALSE, SET TRUE', current_user);
EXCEPTION WHEN unique_violation THEN NULL; END $$;
