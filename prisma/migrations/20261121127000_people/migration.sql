-- People come into a company by an invitation, or because the identity provider says so; keys end and are narrowed; a person's sessions are listed.

ALTER TABLE "Membership" ADD COLUMN "isClaimed" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "Invitation" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "email" TEXT,
    "createdBy" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "acceptedBy" UUID,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Invitation_role_check" CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
    CONSTRAINT "Invitation_accepted_check" CHECK (("acceptedAt" IS NULL) = ("acceptedBy" IS NULL)),
    CONSTRAINT "Invitation_ended_check" CHECK ("acceptedAt" IS NULL OR "revokedAt" IS NULL)
);
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");
CREATE UNIQUE INDEX "Invitation_companyId_id_key" ON "Invitation"("companyId", "id");
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "Invitation" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Invitation" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "Invitation" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE ON "Invitation" TO paperclip_app;
-- who opens an invitation is no member yet
CREATE POLICY system_scope ON "Invitation" TO paperclip_system USING (true);
GRANT SELECT ON "Invitation" TO paperclip_system;

-- a key ends by itself, and may do less than the person who made it
ALTER TABLE "ApiKey" ADD COLUMN "expiresAt" TIMESTAMPTZ(3);
ALTER TABLE "ApiKey" ADD COLUMN "role" TEXT CHECK (role IN ('owner', 'admin', 'operator', 'viewer'));

ALTER TABLE "Session" ADD COLUMN "id" UUID NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE "Session" ADD COLUMN "client" TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX "Session_id_key" ON "Session"("id");
