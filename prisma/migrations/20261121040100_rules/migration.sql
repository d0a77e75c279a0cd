-- Rules that the database itself keeps: closed vocabularies, trees, one live run an agent, append-only records.

ALTER TABLE "Company"
  ADD CONSTRAINT "Company_status_check" CHECK (status IN ('active', 'paused', 'archived')),
  ADD CONSTRAINT "Company_lastTaskNumber_check" CHECK ("lastTaskNumber" >= 0);

ALTER TABLE "Membership" ADD CONSTRAINT "Membership_role_check" CHECK (role IN ('owner', 'admin', 'operator', 'viewer'));

ALTER TABLE "ApiKey"
  ADD CONSTRAINT "ApiKey_kind_check" CHECK (kind IN ('board', 'agent')),
  ADD CONSTRAINT "ApiKey_agent_check" CHECK ((kind = 'agent') = ("agentId" IS NOT NULL));

ALTER TABLE "Agent"
  ADD CONSTRAINT "Agent_status_check" CHECK (status IN ('active', 'paused', 'pending_approval', 'terminated')),
  ADD CONSTRAINT "Agent_self_check" CHECK ("managerId" <> id);
CREATE INDEX "Agent_halted" ON "Agent" ("pauseReason") WHERE status = 'paused' AND "pauseReason" = 'budget';
CREATE UNIQUE INDEX "Agent_one_root" ON "Agent" ("companyId") WHERE "managerId" IS NULL AND status <> 'terminated';

ALTER TABLE "Schedule"
  ADD CONSTRAINT "Schedule_kind_check" CHECK ((cron IS NULL) <> ("intervalSeconds" IS NULL)),
  ADD CONSTRAINT "Schedule_interval_check" CHECK ("intervalSeconds" IS NULL OR "intervalSeconds" >= 10),
  ADD CONSTRAINT "Schedule_catchUp_check" CHECK ("catchUp" IN ('skip', 'one'));
CREATE INDEX "Schedule_due" ON "Schedule" ("nextWakeAt") WHERE "isEnabled";

ALTER TABLE "Goal"
  ADD CONSTRAINT "Goal_level_check" CHECK (level IN ('company', 'team', 'agent', 'task')),
  ADD CONSTRAINT "Goal_status_check" CHECK (status IN ('planned', 'active', 'achieved', 'cancelled')),
  ADD CONSTRAINT "Goal_self_check" CHECK ("parentId" <> id);
CREATE UNIQUE INDEX "Goal_one_mission" ON "Goal" ("companyId") WHERE "parentId" IS NULL;

ALTER TABLE "Task"
  ADD CONSTRAINT "Task_state_check" CHECK (state IN ('backlog', 'todo', 'in_progress', 'in_review', 'blocked', 'done', 'cancelled')),
  ADD CONSTRAINT "Task_priority_check" CHECK (priority IN ('critical', 'high', 'medium', 'low')),
  ADD CONSTRAINT "Task_complexity_check" CHECK (complexity IN ('low', 'medium', 'high')),
  ADD CONSTRAINT "Task_requestDepth_check" CHECK ("requestDepth" BETWEEN 0 AND 1024),
  ADD CONSTRAINT "Task_self_check" CHECK ("parentId" <> id);
CREATE INDEX "Task_open_of_agent" ON "Task" ("companyId", "assigneeId", "createdAt", id)
  WHERE state IN ('todo', 'in_progress', 'in_review', 'blocked');

ALTER TABLE "Message" ADD CONSTRAINT "Message_role_check" CHECK (role IN ('agent', 'human', 'system'));

ALTER TABLE "Wake" ADD CONSTRAINT "Wake_state_check" CHECK (state IN ('pending', 'consumed', 'skipped'));
CREATE INDEX "Wake_pending_of_agent" ON "Wake" ("companyId", "agentId", "createdAt") WHERE state = 'pending';
CREATE INDEX "Wake_pending_due" ON "Wake" ("dueAt") WHERE state = 'pending';

ALTER TABLE "Run"
  ADD CONSTRAINT "Run_state_check" CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out'));
CREATE UNIQUE INDEX "Run_one_live_of_agent" ON "Run" ("agentId") WHERE state IN ('queued', 'running');
CREATE INDEX "Run_queue" ON "Run" ("createdAt", id) WHERE state = 'queued';
CREATE INDEX "Run_lease" ON "Run" ("leaseExpiresAt") WHERE state = 'running';
CREATE INDEX "Run_live_of_company" ON "Run" ("companyId") WHERE state IN ('queued', 'running');

ALTER TABLE "Budget"
  ADD CONSTRAINT "Budget_scopeKind_check" CHECK ("scopeKind" IN ('company', 'agent')),
  ADD CONSTRAINT "Budget_cap_check" CHECK ("capMicros" >= 0),
  ADD CONSTRAINT "Budget_warn_check" CHECK ("warnPercent" BETWEEN 1 AND 99);
ALTER TABLE "BudgetPeriod"
  ADD CONSTRAINT "BudgetPeriod_reserved_check" CHECK ("reservedMicros" >= 0);
ALTER TABLE "CostEntry"
  ADD CONSTRAINT "CostEntry_tokens_check" CHECK ("tokensIn" >= 0 AND "tokensOut" >= 0 AND "tokensCached" >= 0);
ALTER TABLE "Reservation" ADD CONSTRAINT "Reservation_amount_check" CHECK ("amountMicros" >= 0);
ALTER TABLE "BudgetIncident"
  ADD CONSTRAINT "BudgetIncident_threshold_check" CHECK (threshold IN ('warning', 'exhausted')),
  ADD CONSTRAINT "BudgetIncident_state_check" CHECK (state IN ('open', 'resolved'));
CREATE UNIQUE INDEX "BudgetIncident_once" ON "BudgetIncident" ("budgetId", "periodStart", threshold, "capMicros");

CREATE INDEX "OutboxEvent_unrelayed" ON "OutboxEvent" (seq) WHERE "isForEngine" AND "relayedAt" IS NULL;
CREATE INDEX "OutboxEvent_unconsumed" ON "OutboxEvent" ("relayedAt") WHERE "isForEngine" AND "consumedAt" IS NULL;

-- The record and the ledger cannot be changed, not even by the owner of the tables.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "AuditSeal" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "CostEntry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "AuditEntry" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "AuditSeal" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON "CostEntry" EXECUTE FUNCTION refuse_change();

-- Creating a company with an idempotency key claims the key before the company's row exists.
ALTER TABLE "IdempotencyKey" ALTER CONSTRAINT "IdempotencyKey_companyId_fkey" DEFERRABLE INITIALLY DEFERRED;
