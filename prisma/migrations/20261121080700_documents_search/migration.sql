-- Deleted documents, files that go away, and what is searched.

ALTER TABLE "Document" ADD COLUMN "deletedAt" TIMESTAMPTZ(3);
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_byteSize_check" CHECK ("byteSize" >= 0),
  ADD CONSTRAINT "Attachment_sha256_check" CHECK (sha256 ~ '^[0-9a-f]{64}$');

CREATE TABLE "FileRemoval" (
    "companyId" UUID NOT NULL,
    "storageKey" TEXT NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FileRemoval_pkey" PRIMARY KEY ("companyId","storageKey")
);
CREATE INDEX "FileRemoval_dueAt_idx" ON "FileRemoval"("dueAt");
ALTER TABLE "FileRemoval" ADD CONSTRAINT "FileRemoval_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE "SearchEntry" (
    "companyId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "taskId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "words" tsvector NOT NULL,

    CONSTRAINT "SearchEntry_pkey" PRIMARY KEY ("companyId","kind","subjectId","part"),
    CONSTRAINT "SearchEntry_kind_check" CHECK ("kind" IN ('task', 'message', 'document', 'run'))
);
-- Searches look through what the index has not taken up yet: a short list, or they would be slow after much was written.
CREATE INDEX "SearchEntry_words" ON "SearchEntry" USING gin ("words") WITH (gin_pending_list_limit = 256);
ALTER TABLE "SearchEntry" ADD CONSTRAINT "SearchEntry_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE "SearchCursor" (
    "companyId" UUID NOT NULL,
    "txid" BIGINT NOT NULL DEFAULT 0,
    "seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "SearchCursor_pkey" PRIMARY KEY ("companyId")
);
ALTER TABLE "SearchCursor" ADD CONSTRAINT "SearchCursor_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['FileRemoval', 'SearchEntry', 'SearchCursor']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY company_scope ON %I TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO paperclip_app', t);
    EXECUTE format('CREATE POLICY system_scope ON %I TO paperclip_system USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
-- removing bytes whose time has come, of whichever company
GRANT SELECT, UPDATE ("dueAt"), DELETE ON "FileRemoval" TO paperclip_system;
-- finding companies whose search is behind
GRANT SELECT ON "SearchCursor" TO paperclip_system;
-- Finding entries by their words: a policy would keep the index on them from being used (docs/decisions/0015). No title, no text.
GRANT SELECT ("companyId", "kind", "subjectId", "part", "taskId", "at", "words") ON "SearchEntry" TO paperclip_system;
