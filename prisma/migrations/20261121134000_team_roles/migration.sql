-- A member may do more in a team than in the company. The role ends with the membership, or with the team.

CREATE TABLE "TeamRole" (
    "companyId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TeamRole_pkey" PRIMARY KEY ("companyId", "teamId", "personId"),
    CONSTRAINT "TeamRole_role_check" CHECK (role IN ('admin', 'operator')),
    CONSTRAINT "TeamRole_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "TeamRole_companyId_teamId_fkey" FOREIGN KEY ("companyId", "teamId") REFERENCES "Team"("companyId", "id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "TeamRole_companyId_personId_fkey" FOREIGN KEY ("companyId", "personId") REFERENCES "Membership"("companyId", "personId") ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX "TeamRole_companyId_personId_idx" ON "TeamRole"("companyId", "personId");

ALTER TABLE "TeamRole" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "TeamRole" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "TeamRole" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE, DELETE ON "TeamRole" TO paperclip_app;
-- whether somebody has any is read before a company is entered
CREATE POLICY system_scope ON "TeamRole" TO paperclip_system USING (true);
GRANT SELECT ON "TeamRole" TO paperclip_system;
