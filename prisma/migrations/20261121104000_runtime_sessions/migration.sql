-- The conversation that an agent's tool keeps about a task, to be gone on with at the next run.

CREATE TABLE "RuntimeSession" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "runtime" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "totals" JSONB NOT NULL DEFAULT '[]',
    "runs" INTEGER NOT NULL,
    "tokens" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RuntimeSession_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "RuntimeSession_companyId_id_key" ON "RuntimeSession"("companyId", "id");
CREATE UNIQUE INDEX "RuntimeSession_companyId_agentId_taskId_key" ON "RuntimeSession"("companyId", "agentId", "taskId");
CREATE INDEX "RuntimeSession_companyId_taskId_idx" ON "RuntimeSession"("companyId", "taskId");
ALTER TABLE "RuntimeSession" ADD CONSTRAINT "RuntimeSession_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "RuntimeSession" ADD CONSTRAINT "RuntimeSession_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "RuntimeSession" ADD CONSTRAINT "RuntimeSession_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE "RuntimeSession" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "RuntimeSession" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "RuntimeSession" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE, DELETE ON "RuntimeSession" TO paperclip_app;

-- wakes that waited for a worker that has the agent's tool are found across companies
GRANT SELECT (runtime) ON "Agent" TO paperclip_system;
