-- Companies are isolated by the database. Two roles, neither owns a table nor bypasses a policy:
--   paperclip_app     what commands and queries run as: sees the one company of the transaction
--   paperclip_system  what finds work across companies (docs/decisions/0003): only the tables and columns granted below
DO $$ BEGIN
  CREATE ROLE paperclip_app NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN
  CREATE ROLE paperclip_system NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN
  EXECUTE format('GRANT paperclip_app, paperclip_system TO %I', current_user);
EXCEPTION WHEN unique_violation THEN NULL; END $$;

-- The company that the transaction is about; null when none was set.
CREATE FUNCTION current_company() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.company_id', true), '')::uuid $$;

DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT c.table_name FROM information_schema.columns c
    JOIN information_schema.tables i USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'companyId' AND i.table_type = 'BASE TABLE'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY company_scope ON %I TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO paperclip_app', t);
  END LOOP;
END $$;
ALTER TABLE "Company" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Company" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "Company" TO paperclip_app USING (id = current_company()) WITH CHECK (id = current_company());
GRANT SELECT, INSERT, UPDATE ON "Company" TO paperclip_app;
GRANT SELECT ON "Person", "Worker" TO paperclip_app;
REVOKE UPDATE, DELETE ON "AuditEntry", "CostEntry", "RunEvent" FROM paperclip_app;
REVOKE INSERT, UPDATE, DELETE ON "AuditSeal" FROM paperclip_app;
REVOKE UPDATE, DELETE ON "AuditHead" FROM paperclip_app;
GRANT USAGE ON SCHEMA public TO paperclip_app, paperclip_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO paperclip_app, paperclip_system;

-- What the system role may see and do, table by table.
CREATE POLICY system_scope ON "Company" TO paperclip_system USING (true);
GRANT SELECT ON "Company" TO paperclip_system;
CREATE POLICY system_scope ON "Membership" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON "Membership" TO paperclip_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "Person", "Account", "Session", "SetupLink", "Worker" TO paperclip_system;
CREATE POLICY system_scope ON "ApiKey" TO paperclip_system USING (true);
GRANT SELECT, UPDATE ("lastUsedAt") ON "ApiKey" TO paperclip_system;

-- finding the company of an id that a path names
CREATE POLICY system_scope ON "Agent" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId", status, "pauseReason") ON "Agent" TO paperclip_system;
CREATE POLICY system_scope ON "Task" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId") ON "Task" TO paperclip_system;
CREATE POLICY system_scope ON "Goal" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId") ON "Goal" TO paperclip_system;

-- claiming due schedules and overdue wakes
CREATE POLICY system_scope ON "Schedule" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ("nextWakeAt", "lastSlotAt") ON "Schedule" TO paperclip_system;
CREATE POLICY system_scope ON "Wake" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON "Wake" TO paperclip_system;

-- the worker's lease, its beats, and runs whose lease was missed
CREATE POLICY system_scope ON "Run" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ("workerId", fence, "leaseExpiresAt", "tokenHash", state, "startedAt") ON "Run" TO paperclip_system;
CREATE POLICY system_scope ON "Lease" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ("expiresAt") ON "Lease" TO paperclip_system;

-- the relay, the sweeper and the sealer
CREATE POLICY system_scope ON "OutboxEvent" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ("relayedAt", "consumedAt", attempts) ON "OutboxEvent" TO paperclip_system;
CREATE POLICY system_scope ON "AuditEntry" TO paperclip_system USING (true);
GRANT SELECT ON "AuditEntry" TO paperclip_system;
CREATE POLICY system_scope ON "AuditSeal" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON "AuditSeal" TO paperclip_system;
CREATE POLICY system_scope ON "AuditHead" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON "AuditHead" TO paperclip_system;
