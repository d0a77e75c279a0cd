-- Teams and projects have budgets, too. An entry and a reservation remember on which of them they count: membership changes.
ALTER TABLE "Budget" DROP CONSTRAINT "Budget_scopeKind_check",
  ADD CONSTRAINT "Budget_scopeKind_check" CHECK ("scopeKind" IN ('company', 'agent', 'team', 'project'));
ALTER TABLE "CostEntry" ADD COLUMN "projectId" UUID, ADD COLUMN "teamIds" UUID[] NOT NULL DEFAULT '{}';
ALTER TABLE "CostEntry" ADD CONSTRAINT "CostEntry_companyId_projectId_fkey" FOREIGN KEY ("companyId", "projectId") REFERENCES "Project"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "Reservation" ADD COLUMN "budgetIds" UUID[] NOT NULL DEFAULT '{}';

-- The owner of the tables sees all companies for a moment.
ALTER TABLE "Team" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Project" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Budget" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Reservation" NO FORCE ROW LEVEL SECURITY;
UPDATE "Reservation" r SET "budgetIds" = ARRAY(
  SELECT b.id FROM "Budget" b WHERE b."companyId" = r."companyId" AND (b."scopeKind", b."scopeId") IN (('agent', r."agentId"), ('company', r."companyId")))
WHERE r."settledAt" IS NULL;
INSERT INTO "Budget" (id, "companyId", "scopeKind", "scopeId") SELECT gen_random_uuid(), "companyId", 'team', id FROM "Team";
INSERT INTO "Budget" (id, "companyId", "scopeKind", "scopeId") SELECT gen_random_uuid(), "companyId", 'project', id FROM "Project";
ALTER TABLE "Team" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Project" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Budget" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Reservation" FORCE ROW LEVEL SECURITY;

-- a new month ends what a used-up budget has stopped
CREATE INDEX "Project_halted" ON "Project" ("companyId", id) WHERE "pauseReason" = 'budget';
GRANT SELECT ("pauseReason") ON "Project" TO paperclip_system;
GRANT SELECT (id, "companyId", "scopeKind", "scopeId") ON "Budget" TO paperclip_system;
CREATE POLICY system_scope ON "BudgetIncident" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId", "budgetId", state, threshold) ON "BudgetIncident" TO paperclip_system;
CREATE INDEX "BudgetIncident_open" ON "BudgetIncident" ("budgetId") WHERE state = 'open' AND threshold = 'exhausted';
