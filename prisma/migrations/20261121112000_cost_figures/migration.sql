-- Three figures of an entry: billed, at list price, tokens; what it counts on budgets; whose bill it is (docs/decisions/0029).
-- A correction is an entry of its own, which takes back or changes an earlier one on the scopes and in the period of that one.
ALTER TABLE "CostEntry"
  ADD COLUMN "billing" TEXT NOT NULL DEFAULT 'metered',
  ADD COLUMN "listMicros" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "countedMicros" BIGINT,
  ADD COLUMN "tokensCacheWritten" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "isUnusual" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "correction" TEXT,
  ADD COLUMN "correctsId" UUID,
  ADD COLUMN "reason" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "spentAt" TIMESTAMPTZ(3);

-- The ledger cannot be changed: its new columns are filled in this once.
ALTER TABLE "CostEntry" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "CostEntry" DISABLE TRIGGER append_only;
UPDATE "CostEntry" SET "listMicros" = "costMicros", "countedMicros" = "costMicros", "spentAt" = "createdAt";
ALTER TABLE "CostEntry" ENABLE TRIGGER append_only;
ALTER TABLE "CostEntry" FORCE ROW LEVEL SECURITY;

ALTER TABLE "CostEntry"
  ALTER COLUMN "countedMicros" SET NOT NULL,
  ALTER COLUMN "spentAt" SET NOT NULL,
  DROP CONSTRAINT "CostEntry_tokens_check",
  ADD CONSTRAINT "CostEntry_tokens_check" CHECK ("correctsId" IS NOT NULL
    OR ("tokensIn" >= 0 AND "tokensOut" >= 0 AND "tokensCached" >= 0 AND "tokensCacheWritten" >= 0)),
  ADD CONSTRAINT "CostEntry_micros_check" CHECK ("correctsId" IS NOT NULL OR ("costMicros" >= 0 AND "listMicros" >= 0 AND "countedMicros" >= 0)),
  ADD CONSTRAINT "CostEntry_billing_check" CHECK (billing IN ('metered', 'subscription', 'local')),
  ADD CONSTRAINT "CostEntry_correction_check" CHECK ((correction IS NULL AND "correctsId" IS NULL)
    OR (correction IN ('void', 'adjustment') AND "correctsId" IS NOT NULL AND reason <> '')),
  ADD CONSTRAINT "CostEntry_companyId_correctsId_fkey" FOREIGN KEY ("companyId", "correctsId") REFERENCES "CostEntry"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE INDEX "CostEntry_companyId_correctsId_idx" ON "CostEntry"("companyId", "correctsId");
CREATE UNIQUE INDEX "CostEntry_voided_once" ON "CostEntry" ("companyId", "correctsId") WHERE correction = 'void';
CREATE INDEX "CostEntry_companyId_agentId_createdAt_id_idx" ON "CostEntry"("companyId", "agentId", "createdAt" DESC, "id" DESC);
CREATE INDEX "CostEntry_companyId_spentAt_idx" ON "CostEntry"("companyId", "spentAt");

ALTER TABLE "Company"
  ADD COLUMN "budgetsCount" TEXT NOT NULL DEFAULT 'billed',
  ADD COLUMN "unknownModels" TEXT NOT NULL DEFAULT 'allow',
  ADD CONSTRAINT "Company_budgetsCount_check" CHECK ("budgetsCount" IN ('billed', 'list')),
  ADD CONSTRAINT "Company_unknownModels_check" CHECK ("unknownModels" IN ('allow', 'block'));
