-- What an agent does outside for a task, once: claimed before, settled after.
CREATE TABLE "TaskEffect" (
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'claimed',
    "note" TEXT,
    "result" JSONB,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "runId" UUID,
    "claimedAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "TaskEffect_pkey" PRIMARY KEY ("companyId", "taskId", "key"),
    CONSTRAINT "TaskEffect_state_check" CHECK (state IN ('claimed', 'done', 'failed')),
    CONSTRAINT "TaskEffect_settled_check" CHECK (("settledAt" IS NULL) = (state = 'claimed'))
);
ALTER TABLE "TaskEffect" ADD CONSTRAINT "TaskEffect_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "TaskEffect" ADD CONSTRAINT "TaskEffect_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "TaskEffect" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "TaskEffect" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "TaskEffect" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE ON "TaskEffect" TO paperclip_app;
