-- A worker says when it takes no more runs.
ALTER TABLE "Worker" ADD COLUMN "isDraining" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "Worker_lastBeatAt_idx" ON "Worker" ("lastBeatAt");

-- Which worker may have a run; when it last said something; whether its log was packed.
ALTER TABLE "Run" ADD COLUMN "workerLabels" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "lastEventAt" TIMESTAMPTZ(3),
  ADD COLUMN "isLogPacked" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "Run_log_to_pack" ON "Run" ("finishedAt") WHERE "lastEventSeq" > 0 AND NOT "isLogPacked";
GRANT UPDATE ("isLogPacked") ON "Run" TO paperclip_system;

-- What a provider refused until a known time.
ALTER TABLE "Agent" ADD COLUMN "heldUntil" TIMESTAMPTZ(3), ADD COLUMN "holdReason" TEXT;
GRANT SELECT ("heldUntil") ON "Agent" TO paperclip_system;

-- Runs at the same time by runtime, as in {"claude-code": 2}; what is absent has no limit of its own.
ALTER TABLE "Company" ADD COLUMN "runtimeLimits" JSONB NOT NULL DEFAULT '{}';

CREATE INDEX "Wake_waits_for_place" ON "Wake" ("companyId", "createdAt") WHERE state = 'pending' AND reason IN ('company_concurrency', 'runtime_concurrency');

-- Where the code of a project lives.
ALTER TABLE "Project" ADD COLUMN "repositoryUrl" TEXT, ADD COLUMN "defaultBranch" TEXT;

-- The log of a run that ended long ago: its events as gzipped lines of JSON, in place of its rows of RunEvent.
CREATE TABLE "RunLog" (
    "companyId" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "events" BYTEA NOT NULL,
    "eventCount" INTEGER NOT NULL,
    "packedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RunLog_pkey" PRIMARY KEY ("companyId", "runId")
);
ALTER TABLE "RunLog" ADD CONSTRAINT "RunLog_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "RunLog" ADD CONSTRAINT "RunLog_companyId_runId_fkey" FOREIGN KEY ("companyId", "runId") REFERENCES "Run"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
-- gzipped already
ALTER TABLE "RunLog" ALTER COLUMN "events" SET STORAGE EXTERNAL;
CREATE INDEX "RunLog_packedAt_idx" ON "RunLog" ("packedAt");
ALTER TABLE "RunLog" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "RunLog" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "RunLog" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT ON "RunLog" TO paperclip_app;
CREATE POLICY system_scope ON "RunLog" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON "RunLog" TO paperclip_system;
CREATE POLICY system_scope ON "RunEvent" TO paperclip_system USING (true);
GRANT SELECT, DELETE ON "RunEvent" TO paperclip_system;
