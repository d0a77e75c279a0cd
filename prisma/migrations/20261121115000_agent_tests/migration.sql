-- Settings of an agent that somebody wants tried, for whichever server asks and whichever server hears a worker.

CREATE TABLE "AgentTest" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "runtime" TEXT NOT NULL,
    "workerLabels" TEXT[] NOT NULL DEFAULT '{}',
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "takenAt" TIMESTAMPTZ(3),
    "workerId" UUID,
    "answeredAt" TIMESTAMPTZ(3),
    "isGood" BOOLEAN,
    "message" TEXT,

    CONSTRAINT "AgentTest_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "AgentTest_companyId_id_key" ON "AgentTest"("companyId", "id");
CREATE INDEX "AgentTest_askedAt_idx" ON "AgentTest"("askedAt");
CREATE INDEX "AgentTest_waiting" ON "AgentTest"("askedAt") WHERE "takenAt" IS NULL;
ALTER TABLE "AgentTest" ADD CONSTRAINT "AgentTest_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "AgentTest" ADD CONSTRAINT "AgentTest_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "AgentTest" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "AgentTest" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "AgentTest" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT ON "AgentTest" TO paperclip_app;
-- a worker tries the settings of agents of every company
CREATE POLICY system_scope ON "AgentTest" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE, DELETE ON "AgentTest" TO paperclip_system;
