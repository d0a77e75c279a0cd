-- Sums that goals, projects and the dashboard show, kept as differences (docs/decisions/0014).

-- Tasks are also counted by project, and a deleted task is taken off.
ALTER TABLE "TaskTally" ADD COLUMN "projectId" UUID;
CREATE INDEX "TaskTally_of_project" ON "TaskTally" ("companyId", "projectId", state) WHERE "projectId" IS NOT NULL;
CREATE OR REPLACE FUNCTION tally_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW."goalId" = OLD."goalId" AND NEW."projectId" IS NOT DISTINCT FROM OLD."projectId" THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO "TaskTally" ("companyId", "goalId", "projectId", state, delta)
    VALUES (OLD."companyId", OLD."goalId", OLD."projectId", OLD.state, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO "TaskTally" ("companyId", "goalId", "projectId", state, delta)
    VALUES (NEW."companyId", NEW."goalId", NEW."projectId", NEW.state, 1);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER tally ON "Task";
CREATE TRIGGER tally AFTER INSERT OR DELETE OR UPDATE OF state, "goalId", "projectId" ON "Task"
  FOR EACH ROW EXECUTE FUNCTION tally_tasks();
DELETE FROM "TaskTally";
INSERT INTO "TaskTally" ("companyId", "goalId", "projectId", state, delta)
SELECT "companyId", "goalId", "projectId", state, count(*) FROM "Task" GROUP BY "companyId", "goalId", "projectId", state;

-- What each goal has cost.
CREATE TABLE "CostTally" (
    "id" BIGSERIAL NOT NULL,
    "companyId" UUID NOT NULL,
    "goalId" UUID NOT NULL,
    "costMicros" BIGINT NOT NULL,

    CONSTRAINT "CostTally_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "CostTally" ADD CONSTRAINT "CostTally_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE INDEX "CostTally_companyId_goalId_idx" ON "CostTally"("companyId", "goalId");
CREATE FUNCTION tally_costs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "CostTally" ("companyId", "goalId", "costMicros") VALUES (NEW."companyId", NEW."goalId", NEW."costMicros");
  RETURN NULL;
END $$;
CREATE TRIGGER tally AFTER INSERT ON "CostEntry"
  FOR EACH ROW WHEN (NEW."goalId" IS NOT NULL) EXECUTE FUNCTION tally_costs();
-- the owner of the tables reads the ledger of every company, this once
ALTER TABLE "CostEntry" NO FORCE ROW LEVEL SECURITY;
INSERT INTO "CostTally" ("companyId", "goalId", "costMicros")
SELECT "companyId", "goalId", sum("costMicros") FROM "CostEntry" WHERE "goalId" IS NOT NULL GROUP BY "companyId", "goalId";
ALTER TABLE "CostEntry" FORCE ROW LEVEL SECURITY;

ALTER TABLE "CostTally" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "CostTally" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "CostTally" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE, DELETE ON "CostTally" TO paperclip_app;
GRANT USAGE ON SEQUENCE "CostTally_id_seq" TO paperclip_app, paperclip_system;
-- adding up the tally
CREATE POLICY system_scope ON "CostTally" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON "CostTally" TO paperclip_system;

-- Rows come and go here: clean up early.
ALTER TABLE "TaskTally" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
ALTER TABLE "CostTally" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- An index for every filter of the lists of goals and projects.
DROP INDEX "Goal_companyId_parentId_idx";
CREATE INDEX "Goal_companyId_createdAt_id_idx" ON "Goal"("companyId", "createdAt", "id");
CREATE INDEX "Goal_companyId_parentId_createdAt_id_idx" ON "Goal"("companyId", "parentId", "createdAt", "id");
CREATE INDEX "Goal_companyId_ownerAgentId_createdAt_id_idx" ON "Goal"("companyId", "ownerAgentId", "createdAt", "id");
CREATE INDEX "Goal_companyId_status_createdAt_id_idx" ON "Goal"("companyId", "status", "createdAt", "id");
CREATE INDEX "Project_companyId_goalId_createdAt_id_idx" ON "Project"("companyId", "goalId", "createdAt", "id");
CREATE INDEX "Project_companyId_leadAgentId_createdAt_id_idx" ON "Project"("companyId", "leadAgentId", "createdAt", "id");
CREATE INDEX "Project_companyId_status_createdAt_id_idx" ON "Project"("companyId", "status", "createdAt", "id");

-- What the dashboard counts.
CREATE INDEX "Agent_companyId_status_pauseReason_idx" ON "Agent"("companyId", "status", "pauseReason");
CREATE INDEX "Project_paused" ON "Project" ("companyId") WHERE "pausedAt" IS NOT NULL;
CREATE INDEX "Wake_spared" ON "Wake" ("companyId", "createdAt") WHERE state = 'skipped' AND reason = 'nothing_to_do';
