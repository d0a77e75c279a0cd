-- A budget is of a scope, in a metric, over a window; its figures are in the unit of the metric (docs/decisions/0028).
ALTER TABLE "Budget" RENAME COLUMN "capMicros" TO "cap";
ALTER TABLE "BudgetPeriod" RENAME COLUMN "spentMicros" TO "spent";
ALTER TABLE "BudgetPeriod" RENAME COLUMN "reservedMicros" TO "reserved";
ALTER TABLE "BudgetIncident" RENAME COLUMN "capMicros" TO "cap";
ALTER TABLE "BudgetIncident" RENAME COLUMN "spentMicros" TO "spent";
ALTER TABLE "Budget"
  ADD COLUMN "metric" TEXT NOT NULL DEFAULT 'money',
  ADD COLUMN "window" TEXT NOT NULL DEFAULT 'month',
  ADD COLUMN "windowHours" INTEGER NOT NULL DEFAULT 0,
  DROP CONSTRAINT "Budget_scopeKind_check",
  ADD CONSTRAINT "Budget_scopeKind_check" CHECK ("scopeKind" IN ('company', 'team', 'subtree', 'project', 'goal', 'agent')),
  ADD CONSTRAINT "Budget_metric_check" CHECK (metric IN ('money', 'tokens', 'runs')),
  ADD CONSTRAINT "Budget_window_check" CHECK (("window" = 'rolling') = ("windowHours" > 0) AND "window" IN ('month', 'rolling', 'lifetime'));
DROP INDEX "Budget_companyId_scopeKind_scopeId_key";
CREATE UNIQUE INDEX "Budget_one_each" ON "Budget" ("companyId", "scopeKind", "scopeId", "metric", "window", "windowHours");
ALTER TABLE "BudgetPeriod" ADD COLUMN "agedTo" TIMESTAMPTZ(3);
GRANT SELECT (metric, "window") ON "Budget" TO paperclip_system;

ALTER TABLE "Company" ADD COLUMN "budgetInvariant" TEXT NOT NULL DEFAULT 'warn',
  ADD CONSTRAINT "Company_budgetInvariant_check" CHECK ("budgetInvariant" IN ('enforce', 'warn'));

-- A run reserves tokens, too, and remembers where it counts; it is the ledger of the runs.
ALTER TABLE "Reservation"
  ADD COLUMN "amountTokens" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "drawnTokens" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "heldTokens" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "heldIn" DATE,
  ADD COLUMN "projectId" UUID,
  ADD COLUMN "teamIds" UUID[] NOT NULL DEFAULT '{}',
  ADD COLUMN "managerIds" UUID[] NOT NULL DEFAULT '{}',
  ADD COLUMN "goalIds" UUID[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT "Reservation_rest_of_tokens_check"
    CHECK ("drawnTokens" >= 0 AND "heldTokens" >= 0 AND "drawnTokens" + "heldTokens" <= "amountTokens");
CREATE INDEX "Reservation_companyId_createdAt_idx" ON "Reservation" ("companyId", "createdAt");
ALTER TABLE "CostEntry" ADD COLUMN "managerIds" UUID[] NOT NULL DEFAULT '{}', ADD COLUMN "goalIds" UUID[] NOT NULL DEFAULT '{}';

-- The owner of the tables sees all companies for a moment. What is there already counts where the agent and the goal are now.
ALTER TABLE "Agent" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Goal" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Task" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Run" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "TeamMember" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Reservation" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "CostEntry" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "CostEntry" DISABLE TRIGGER append_only;
WITH RECURSIVE line AS (
  SELECT id, id AS "managerId", 0 AS depth FROM "Agent"
  UNION ALL SELECT line.id, a."managerId", depth + 1 FROM line JOIN "Agent" a ON a.id = line."managerId" WHERE a."managerId" IS NOT NULL
), lines AS (SELECT id, array_agg("managerId" ORDER BY depth) AS ids FROM line GROUP BY id)
UPDATE "CostEntry" e SET "managerIds" = lines.ids FROM lines WHERE lines.id = e."agentId";
WITH RECURSIVE line AS (
  SELECT id, id AS "parentId", 0 AS depth FROM "Goal"
  UNION ALL SELECT line.id, g."parentId", depth + 1 FROM line JOIN "Goal" g ON g.id = line."parentId" WHERE g."parentId" IS NOT NULL
), lines AS (SELECT id, array_agg("parentId" ORDER BY depth) AS ids FROM line GROUP BY id)
UPDATE "CostEntry" e SET "goalIds" = lines.ids FROM lines WHERE lines.id = e."goalId";
WITH RECURSIVE line AS (
  SELECT id, id AS "managerId", 0 AS depth FROM "Agent"
  UNION ALL SELECT line.id, a."managerId", depth + 1 FROM line JOIN "Agent" a ON a.id = line."managerId" WHERE a."managerId" IS NOT NULL
), lines AS (SELECT id, array_agg("managerId" ORDER BY depth) AS ids FROM line GROUP BY id)
UPDATE "Reservation" v SET "heldIn" = v."periodStart", "managerIds" = lines.ids,
  "teamIds" = ARRAY(SELECT "teamId" FROM "TeamMember" m WHERE m."agentId" = v."agentId"),
  "projectId" = (SELECT t."projectId" FROM "Run" r JOIN "Task" t ON t.id = r."taskId" WHERE r.id = v."runId")
FROM lines WHERE lines.id = v."agentId";
ALTER TABLE "CostEntry" ENABLE TRIGGER append_only;
ALTER TABLE "CostEntry" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Reservation" FORCE ROW LEVEL SECURITY;
ALTER TABLE "TeamMember" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Run" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Task" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Goal" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Agent" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Reservation" ALTER COLUMN "heldIn" SET NOT NULL;
