-- Settings can be tried before there is an agent that has them: they wait sealed, as secrets do, for the worker that tries them.
ALTER TABLE "AgentTest" ALTER COLUMN "agentId" DROP NOT NULL;
ALTER TABLE "AgentTest" ADD COLUMN "settingsKeyId" TEXT, ADD COLUMN "settingsNonce" BYTEA, ADD COLUMN "settingsCiphertext" BYTEA;
ALTER TABLE "AgentTest" ADD CONSTRAINT "AgentTest_of_agent_or_settings" CHECK (("agentId" IS NULL) = ("settingsCiphertext" IS NOT NULL));
