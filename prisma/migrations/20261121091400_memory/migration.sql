-- What was learnt and is worth knowing again, of the company, of a team, of one agent.

CREATE TABLE "Memory" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "scopeKind" TEXT NOT NULL,
    "scopeId" UUID NOT NULL,
    "teamId" UUID,
    "agentId" UUID,
    "key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "tags" TEXT[],
    "words" tsvector NOT NULL,
    "authorKind" TEXT NOT NULL,
    "authorId" UUID NOT NULL,
    "runId" UUID,
    "taskId" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Memory_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Memory_scope_check" CHECK ("scopeId" = CASE "scopeKind" WHEN 'company' THEN "companyId" WHEN 'team' THEN "teamId" WHEN 'agent' THEN "agentId" END
      AND num_nonnulls("teamId", "agentId") = CASE WHEN "scopeKind" = 'company' THEN 0 ELSE 1 END),
    CONSTRAINT "Memory_kind_check" CHECK ("scopeKind" IN ('company', 'team', 'agent')),
    CONSTRAINT "Memory_length_check" CHECK (char_length("text") <= 8000)
);
CREATE UNIQUE INDEX "Memory_companyId_id_key" ON "Memory"("companyId", "id");
CREATE UNIQUE INDEX "Memory_companyId_scopeId_key_key" ON "Memory"("companyId", "scopeId", "key");
CREATE INDEX "Memory_companyId_scopeId_id_idx" ON "Memory"("companyId", "scopeId", "id");
CREATE INDEX "Memory_companyId_teamId_idx" ON "Memory"("companyId", "teamId");
CREATE INDEX "Memory_companyId_agentId_idx" ON "Memory"("companyId", "agentId");
CREATE INDEX "Memory_companyId_runId_idx" ON "Memory"("companyId", "runId");
CREATE INDEX "Memory_companyId_taskId_idx" ON "Memory"("companyId", "taskId");
CREATE INDEX "Memory_words" ON "Memory" USING gin ("words") WITH (gin_pending_list_limit = 256);
ALTER TABLE "Memory" ADD CONSTRAINT "Memory_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "Memory" ADD CONSTRAINT "Memory_companyId_teamId_fkey" FOREIGN KEY ("companyId", "teamId") REFERENCES "Team"("companyId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "Memory" ADD CONSTRAINT "Memory_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "Memory" ADD CONSTRAINT "Memory_companyId_runId_fkey" FOREIGN KEY ("companyId", "runId") REFERENCES "Run"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "Memory" ADD CONSTRAINT "Memory_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Companies are isolated by the database, as in 0200.
ALTER TABLE "Memory" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Memory" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "Memory" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE, DELETE ON "Memory" TO paperclip_app;
-- finding the company of an id that a path names, and entries by their words (docs/decisions/0015): no key, no text
CREATE POLICY system_scope ON "Memory" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId", "scopeId", words, "updatedAt") ON "Memory" TO paperclip_system;
