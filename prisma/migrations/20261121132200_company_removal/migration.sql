-- A company is closed, and some days later removed with all that it had (docs/decisions/0036).

ALTER TABLE "Company" ADD COLUMN "closedAt" TIMESTAMPTZ(3), ADD COLUMN "removalDueAt" TIMESTAMPTZ(3),
  ADD CONSTRAINT "Company_closed_check" CHECK (("closedAt" IS NULL) = ("removalDueAt" IS NULL) AND ("closedAt" IS NULL OR status = 'archived'));
CREATE INDEX "Company_removal" ON "Company" ("removalDueAt") WHERE "removalDueAt" IS NOT NULL;

-- What stays of a company that was removed: that it was there, who ended it, and when. It belongs to the installation.
CREATE TABLE "CompanyRemoval" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "closedByKind" TEXT NOT NULL,
    "closedById" TEXT NOT NULL,
    "closedAt" TIMESTAMPTZ(3) NOT NULL,
    "begunAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "rows" BIGINT NOT NULL DEFAULT 0,
    "files" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "CompanyRemoval_pkey" PRIMARY KEY ("id")
);
GRANT SELECT, INSERT, UPDATE ON "CompanyRemoval" TO paperclip_system;

-- Who closed it is told by the company's own record, until that goes with the rest.
ALTER TABLE "Company" ADD COLUMN "closedByKind" TEXT, ADD COLUMN "closedById" TEXT;

-- The record and the ledger end with their company, and never before.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM "CompanyRemoval" r WHERE r.id = OLD."companyId" AND r."endedAt" IS NULL) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END $$;

-- Removing what a company had, and at last the company.
CREATE POLICY system_removal ON "Company" AS RESTRICTIVE FOR DELETE TO paperclip_system USING ("removalDueAt" IS NOT NULL);
GRANT DELETE ON "Company" TO paperclip_system;
