-- Loops end: an agent that runs on one task again and again and leaves nothing behind is slowed down, then stopped there.
CREATE TABLE "WakeBrake" (
    "companyId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "heldUntil" TIMESTAMPTZ(3),
    "isPaused" BOOLEAN NOT NULL DEFAULT false,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WakeBrake_pkey" PRIMARY KEY ("companyId", "agentId", "taskId"),
    CONSTRAINT "WakeBrake_count_check" CHECK ("count" > 0)
);
CREATE INDEX "WakeBrake_companyId_taskId_idx" ON "WakeBrake"("companyId", "taskId");
-- what stands still until somebody looks at it
CREATE INDEX "WakeBrake_paused" ON "WakeBrake" ("companyId") WHERE "isPaused";
ALTER TABLE "WakeBrake" ADD CONSTRAINT "WakeBrake_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "WakeBrake" ADD CONSTRAINT "WakeBrake_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "WakeBrake" ADD CONSTRAINT "WakeBrake_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- An old wake is announced once.
ALTER TABLE "Wake" ADD COLUMN "overdueAt" TIMESTAMPTZ(3);
CREATE INDEX "Wake_overdue" ON "Wake" ("companyId", "dueAt") WHERE state = 'pending' AND "overdueAt" IS NOT NULL;
CREATE INDEX "Wake_unannounced" ON "Wake" ("dueAt") WHERE state = 'pending' AND "overdueAt" IS NULL;

-- How many heartbeats of an agent were spared.
CREATE INDEX "Wake_spared_of_agent" ON "Wake" ("companyId", "agentId", "createdAt") WHERE state = 'skipped' AND cause = 'schedule';

-- Companies are isolated by the database, as in 0200.
ALTER TABLE "WakeBrake" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "WakeBrake" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "WakeBrake" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE, DELETE ON "WakeBrake" TO paperclip_app;
