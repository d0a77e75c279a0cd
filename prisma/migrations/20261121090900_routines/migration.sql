-- Work that comes again: routines, what fires them, and what became of each firing.

CREATE TABLE "Routine" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "assigneeId" UUID,
    "projectId" UUID,
    "goalId" UUID,
    "parentId" UUID,
    "priority" TEXT NOT NULL DEFAULT 'medium',
    "status" TEXT NOT NULL DEFAULT 'active',
    "concurrency" TEXT NOT NULL DEFAULT 'coalesce_if_active',
    "catchUp" TEXT NOT NULL DEFAULT 'skip_missed',
    "variables" JSONB NOT NULL DEFAULT '[]',
    "createdByKind" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Routine_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RoutineTrigger" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "routineId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "label" TEXT,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "cron" TEXT,
    "timeZone" TEXT,
    "nextRunAt" TIMESTAMPTZ(3),
    "publicId" TEXT,
    "signing" TEXT,
    "replayWindowSeconds" INTEGER,
    "secretKeyId" TEXT,
    "secretNonce" BYTEA,
    "secretCiphertext" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RoutineTrigger_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RoutineRun" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "routineId" UUID NOT NULL,
    "triggerId" UUID,
    "source" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'received',
    "reason" TEXT,
    "slotAt" TIMESTAMPTZ(3),
    "deliveryKey" TEXT,
    "payload" JSONB,
    "taskId" UUID,
    "coalescedIntoId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "RoutineRun_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "Routine_companyId_status_id_idx" ON "Routine"("companyId", "status", "id");

CREATE INDEX "Routine_companyId_assigneeId_id_idx" ON "Routine"("companyId", "assigneeId", "id");

CREATE INDEX "Routine_companyId_goalId_idx" ON "Routine"("companyId", "goalId");

CREATE UNIQUE INDEX "Routine_companyId_id_key" ON "Routine"("companyId", "id");

CREATE UNIQUE INDEX "RoutineTrigger_publicId_key" ON "RoutineTrigger"("publicId");

CREATE INDEX "RoutineTrigger_companyId_routineId_id_idx" ON "RoutineTrigger"("companyId", "routineId", "id");

CREATE UNIQUE INDEX "RoutineTrigger_companyId_id_key" ON "RoutineTrigger"("companyId", "id");

CREATE INDEX "RoutineRun_companyId_routineId_id_idx" ON "RoutineRun"("companyId", "routineId", "id");

CREATE INDEX "RoutineRun_companyId_triggerId_id_idx" ON "RoutineRun"("companyId", "triggerId", "id");

CREATE INDEX "RoutineRun_companyId_taskId_idx" ON "RoutineRun"("companyId", "taskId");

CREATE UNIQUE INDEX "RoutineRun_companyId_id_key" ON "RoutineRun"("companyId", "id");

CREATE UNIQUE INDEX "RoutineRun_companyId_triggerId_slotAt_key" ON "RoutineRun"("companyId", "triggerId", "slotAt");

CREATE UNIQUE INDEX "RoutineRun_companyId_triggerId_deliveryKey_key" ON "RoutineRun"("companyId", "triggerId", "deliveryKey");

ALTER TABLE "Routine" ADD CONSTRAINT "Routine_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "Routine" ADD CONSTRAINT "Routine_companyId_assigneeId_fkey" FOREIGN KEY ("companyId", "assigneeId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "Routine" ADD CONSTRAINT "Routine_companyId_projectId_fkey" FOREIGN KEY ("companyId", "projectId") REFERENCES "Project"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "Routine" ADD CONSTRAINT "Routine_companyId_goalId_fkey" FOREIGN KEY ("companyId", "goalId") REFERENCES "Goal"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "Routine" ADD CONSTRAINT "Routine_companyId_parentId_fkey" FOREIGN KEY ("companyId", "parentId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "RoutineTrigger" ADD CONSTRAINT "RoutineTrigger_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "RoutineTrigger" ADD CONSTRAINT "RoutineTrigger_companyId_routineId_fkey" FOREIGN KEY ("companyId", "routineId") REFERENCES "Routine"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "RoutineRun" ADD CONSTRAINT "RoutineRun_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "RoutineRun" ADD CONSTRAINT "RoutineRun_companyId_routineId_fkey" FOREIGN KEY ("companyId", "routineId") REFERENCES "Routine"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "RoutineRun" ADD CONSTRAINT "RoutineRun_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "RoutineRun" ADD CONSTRAINT "RoutineRun_companyId_coalescedIntoId_fkey" FOREIGN KEY ("companyId", "coalescedIntoId") REFERENCES "RoutineRun"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;


ALTER TABLE "Routine"
  ADD CONSTRAINT "Routine_priority_check" CHECK (priority IN ('critical', 'high', 'medium', 'low')),
  ADD CONSTRAINT "Routine_status_check" CHECK (status IN ('active', 'paused', 'archived')),
  ADD CONSTRAINT "Routine_assigned_check" CHECK (status <> 'active' OR "assigneeId" IS NOT NULL),
  ADD CONSTRAINT "Routine_concurrency_check" CHECK (concurrency IN ('coalesce_if_active', 'skip_if_active', 'always_enqueue')),
  ADD CONSTRAINT "Routine_catchUp_check" CHECK ("catchUp" IN ('skip_missed', 'enqueue_missed_with_cap'));

ALTER TABLE "RoutineTrigger"
  ADD CONSTRAINT "RoutineTrigger_kind_check" CHECK (kind IN ('schedule', 'webhook', 'api')),
  ADD CONSTRAINT "RoutineTrigger_schedule_check" CHECK ((kind = 'schedule') = (cron IS NOT NULL) AND (cron IS NULL) = ("timeZone" IS NULL)),
  ADD CONSTRAINT "RoutineTrigger_webhook_check" CHECK ((kind = 'webhook') = ("publicId" IS NOT NULL) AND ("publicId" IS NULL) = (signing IS NULL)),
  ADD CONSTRAINT "RoutineTrigger_signing_check" CHECK (signing IN ('bearer', 'hmac_sha256', 'github_hmac', 'none')),
  ADD CONSTRAINT "RoutineTrigger_secret_check" CHECK ((signing IS NULL OR signing = 'none') = ("secretCiphertext" IS NULL)
    AND ("secretCiphertext" IS NULL) = ("secretNonce" IS NULL) AND ("secretCiphertext" IS NULL) = ("secretKeyId" IS NULL)),
  ADD CONSTRAINT "RoutineTrigger_window_check" CHECK ("replayWindowSeconds" BETWEEN 30 AND 86400);
CREATE INDEX "RoutineTrigger_due" ON "RoutineTrigger" ("nextRunAt") WHERE "isEnabled";

ALTER TABLE "RoutineRun"
  ADD CONSTRAINT "RoutineRun_source_check" CHECK (source IN ('schedule', 'manual', 'api', 'webhook')),
  ADD CONSTRAINT "RoutineRun_status_check" CHECK (status IN ('received', 'coalesced', 'skipped', 'issue_created', 'failed')),
  ADD CONSTRAINT "RoutineRun_task_check" CHECK ((status = 'issue_created') = ("taskId" IS NOT NULL)),
  ADD CONSTRAINT "RoutineRun_coalesced_check" CHECK ((status = 'coalesced') = ("coalescedIntoId" IS NOT NULL)),
  ADD CONSTRAINT "RoutineRun_settled_check" CHECK ((status = 'received') = ("settledAt" IS NULL));

-- Whether a task of a routine is open is asked at each firing, however many are done.
CREATE INDEX "Task_routine_open" ON "Task" ("companyId", "originId")
  WHERE "originKind" = 'routine_execution' AND state NOT IN ('done', 'cancelled');

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['Routine', 'RoutineTrigger', 'RoutineRun']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY company_scope ON %I TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO paperclip_app', t);
  END LOOP;
END $$;

-- Claiming due triggers of whichever company, and finding the company of an id or of a webhook's address. No text, no secret.
CREATE POLICY system_scope ON "Routine" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId", status, "catchUp") ON "Routine" TO paperclip_system;
CREATE POLICY system_scope ON "RoutineTrigger" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT (id, "companyId", "routineId", "publicId", cron, "timeZone", "isEnabled", "nextRunAt"), UPDATE ("nextRunAt")
  ON "RoutineTrigger" TO paperclip_system;
CREATE POLICY system_scope ON "RoutineRun" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT (id, "companyId", "triggerId", "slotAt"), INSERT ON "RoutineRun" TO paperclip_system;
