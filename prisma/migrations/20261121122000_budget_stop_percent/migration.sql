-- Between the stop and the cap of a budget nothing new starts, and what is under way goes on. Of runs nothing is under way.
ALTER TABLE "Budget" ADD COLUMN "stopPercent" INTEGER NOT NULL DEFAULT 100,
  ADD CONSTRAINT "Budget_stop_check" CHECK ("stopPercent" BETWEEN 1 AND 100 AND (metric <> 'runs' OR "stopPercent" = 100)),
  ADD CONSTRAINT "Budget_thresholds_check" CHECK ("warnPercent" <= "stopPercent");
ALTER TABLE "BudgetIncident" DROP CONSTRAINT "BudgetIncident_threshold_check",
  ADD CONSTRAINT "BudgetIncident_threshold_check" CHECK (threshold IN ('warning', 'stopped', 'exhausted', 'miscounted'));
