-- What each project has cost, in the tally that goals have.
ALTER TABLE "CostTally" ADD COLUMN "projectId" UUID;
CREATE INDEX "CostTally_of_project" ON "CostTally" ("companyId", "projectId") WHERE "projectId" IS NOT NULL;
CREATE OR REPLACE FUNCTION tally_costs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "CostTally" ("companyId", "goalId", "projectId", "costMicros")
  VALUES (NEW."companyId", NEW."goalId", NEW."projectId", NEW."costMicros");
  RETURN NULL;
END $$;
-- the owner of the tables reads the ledger of every company, this once
ALTER TABLE "CostEntry" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "CostTally" NO FORCE ROW LEVEL SECURITY;
DELETE FROM "CostTally";
INSERT INTO "CostTally" ("companyId", "goalId", "projectId", "costMicros")
SELECT "companyId", "goalId", "projectId", sum("costMicros") FROM "CostEntry" WHERE "goalId" IS NOT NULL
GROUP BY "companyId", "goalId", "projectId";
ALTER TABLE "CostTally" FORCE ROW LEVEL SECURITY;
ALTER TABLE "CostEntry" FORCE ROW LEVEL SECURITY;
