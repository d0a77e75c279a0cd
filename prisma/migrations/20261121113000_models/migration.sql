-- The model gateway: where models are, what was asked of them, and what was said.

CREATE TABLE "ModelProvider" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "dialect" TEXT NOT NULL,
    "baseUrl" TEXT NOT NULL,
    "secretId" UUID,
    "secretVersion" INTEGER,
    "requestsPerMinute" INTEGER,
    "tokensPerMinute" INTEGER,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "requestsLeft" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "tokensLeft" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "allowanceAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ModelProvider_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ModelProvider_dialect_check" CHECK ("dialect" IN ('openai', 'anthropic'))
);
CREATE UNIQUE INDEX "ModelProvider_companyId_id_key" ON "ModelProvider"("companyId", "id");
CREATE UNIQUE INDEX "ModelProvider_companyId_name_key" ON "ModelProvider"("companyId", "name");
CREATE INDEX "ModelProvider_companyId_secretId_idx" ON "ModelProvider"("companyId", "secretId");
ALTER TABLE "ModelProvider" ADD CONSTRAINT "ModelProvider_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "ModelProvider" ADD CONSTRAINT "ModelProvider_companyId_secretId_fkey" FOREIGN KEY ("companyId", "secretId") REFERENCES "Secret"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE "ModelCall" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "askedModel" TEXT NOT NULL,
    "model" TEXT,
    "provider" TEXT,
    "state" TEXT NOT NULL DEFAULT 'open',
    "isStreamed" BOOLEAN NOT NULL DEFAULT false,
    "heldMicros" BIGINT NOT NULL DEFAULT 0,
    "costMicros" BIGINT NOT NULL DEFAULT 0,
    "tokensIn" INTEGER NOT NULL DEFAULT 0,
    "tokensOut" INTEGER NOT NULL DEFAULT 0,
    "tokensCached" INTEGER NOT NULL DEFAULT 0,
    "isEstimated" BOOLEAN NOT NULL DEFAULT false,
    "attempts" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ModelCall_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ModelCall_state_check" CHECK ("state" IN ('open', 'answered', 'failed', 'cut', 'left', 'lost'))
);
CREATE UNIQUE INDEX "ModelCall_companyId_id_key" ON "ModelCall"("companyId", "id");
CREATE INDEX "ModelCall_companyId_runId_id_idx" ON "ModelCall"("companyId", "runId", "id");
ALTER TABLE "ModelCall" ADD CONSTRAINT "ModelCall_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "ModelCall" ADD CONSTRAINT "ModelCall_companyId_runId_fkey" FOREIGN KEY ("companyId", "runId") REFERENCES "Run"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "ModelCall" ADD CONSTRAINT "ModelCall_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE "ModelConversation" (
    "companyId" UUID NOT NULL,
    "callId" UUID NOT NULL,
    "request" BYTEA NOT NULL,
    "answer" BYTEA NOT NULL,
    "isCut" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ModelConversation_pkey" PRIMARY KEY ("companyId", "callId")
);
CREATE INDEX "ModelConversation_createdAt_idx" ON "ModelConversation"("createdAt");
ALTER TABLE "ModelConversation" ADD CONSTRAINT "ModelConversation_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "ModelConversation" ADD CONSTRAINT "ModelConversation_companyId_callId_fkey" FOREIGN KEY ("companyId", "callId") REFERENCES "ModelCall"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "ModelProvider" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ModelProvider" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "ModelProvider" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
ALTER TABLE "ModelCall" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ModelCall" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "ModelCall" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
ALTER TABLE "ModelConversation" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ModelConversation" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "ModelConversation" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE, DELETE ON "ModelProvider", "ModelCall", "ModelConversation" TO paperclip_app;

-- old conversations are dropped across companies; what a path names is found with its company
CREATE POLICY system_scope ON "ModelConversation" TO paperclip_system USING (true);
GRANT SELECT ("companyId", "callId", "createdAt"), DELETE ON "ModelConversation" TO paperclip_system;
CREATE POLICY system_scope ON "ModelCall" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId") ON "ModelCall" TO paperclip_system;
CREATE POLICY system_scope ON "ModelProvider" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId") ON "ModelProvider" TO paperclip_system;
