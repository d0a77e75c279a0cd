-- A command line that asks to be let in, until a person says yes or no (docs/decisions/0020). It belongs to no company before that.
CREATE TABLE "CliChallenge" (
    "id" UUID NOT NULL,
    "secretHash" TEXT NOT NULL,
    "boardTokenHash" TEXT NOT NULL,
    "boardLastFour" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "clientName" TEXT,
    "requestedCompanyId" UUID,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedAt" TIMESTAMPTZ(3),
    "approvedBy" UUID,
    "keyCompanyId" UUID,
    "keyId" UUID,
    "fetchedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CliChallenge_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "CliChallenge_status_check" CHECK (status IN ('pending', 'approved', 'cancelled')),
    CONSTRAINT "CliChallenge_approved_check" CHECK (
      (status = 'approved') = ("approvedBy" IS NOT NULL AND "keyCompanyId" IS NOT NULL AND "keyId" IS NOT NULL)),
    CONSTRAINT "CliChallenge_decided_check" CHECK ((status = 'pending') = ("decidedAt" IS NULL)),
    CONSTRAINT "CliChallenge_fetched_check" CHECK (status = 'approved' OR "fetchedAt" IS NULL)
);

CREATE UNIQUE INDEX "CliChallenge_secretHash_key" ON "CliChallenge"("secretHash");
CREATE INDEX "CliChallenge_expiresAt_idx" ON "CliChallenge"("expiresAt");

GRANT SELECT, INSERT, UPDATE, DELETE ON "CliChallenge" TO paperclip_system;
-- approving one and making its key is one transaction of the company's
GRANT SELECT ("id", "status", "command", "clientName", "requestedCompanyId", "boardTokenHash", "boardLastFour", "expiresAt"),
  UPDATE ("status", "decidedAt", "approvedBy", "keyCompanyId", "keyId") ON "CliChallenge" TO paperclip_app;
