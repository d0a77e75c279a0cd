-- A counter that is not the sum of the ledger is an incident of its budget: the cap is the sum, what is spent is the counter.
ALTER TABLE "BudgetIncident" DROP CONSTRAINT "BudgetIncident_threshold_check",
  ADD CONSTRAINT "BudgetIncident_threshold_check" CHECK (threshold IN ('warning', 'exhausted', 'miscounted'));
