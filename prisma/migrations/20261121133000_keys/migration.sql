-- Sealed values move from one master key to the next; a master key may be wrapped by a key service; workers have keys of their own.

-- which keys are in use, in whichever company: no value, no nonce
CREATE POLICY system_scope ON "SecretVersion" TO paperclip_system USING (true);
GRANT SELECT ("companyId", "keyId") ON "SecretVersion" TO paperclip_system;
GRANT SELECT ("secretKeyId") ON "RoutineTrigger" TO paperclip_system;
GRANT UPDATE ("settingsKeyId", "settingsNonce", "settingsCiphertext") ON "AgentTest" TO paperclip_app;

-- Of the installation, not of a company.
CREATE TABLE "WrappedKey" (
    "id" TEXT NOT NULL,
    "serviceKey" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WrappedKey_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "WrappedKey_serviceKey_key" ON "WrappedKey"("serviceKey");
GRANT SELECT, INSERT ON "WrappedKey" TO paperclip_system;

CREATE TABLE "WorkerKey" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "lastFour" TEXT NOT NULL,
    "createdBy" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "revokedBy" UUID,

    CONSTRAINT "WorkerKey_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "WorkerKey_revoked_check" CHECK (("revokedAt" IS NULL) = ("revokedBy" IS NULL))
);
CREATE UNIQUE INDEX "WorkerKey_tokenHash_key" ON "WorkerKey"("tokenHash");
GRANT SELECT, INSERT, UPDATE ON "WorkerKey" TO paperclip_system;
