-- When the counters of a company were last compared with its ledger.
ALTER TABLE "Company" ADD COLUMN "ledgerCheckedAt" TIMESTAMPTZ(3);
