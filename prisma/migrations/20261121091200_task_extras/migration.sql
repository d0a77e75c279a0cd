-- Whole trees of tasks paused or cancelled, what people have read, and what tasks have brought forth.

CREATE TABLE "TreeHold" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TreeHold_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "TreeHold_kind_check" CHECK (kind IN ('pause', 'cancel'))
);
CREATE UNIQUE INDEX "TreeHold_companyId_id_key" ON "TreeHold"("companyId", "id");
CREATE INDEX "TreeHold_companyId_taskId_idx" ON "TreeHold"("companyId", "taskId");
-- also the whole list of what is paused in a company, which is asked before every walk up a tree
CREATE UNIQUE INDEX "TreeHold_paused_once" ON "TreeHold" ("companyId", "taskId") WHERE kind = 'pause' AND "endedAt" IS NULL;

CREATE TABLE "TreeHoldTask" (
    "companyId" UUID NOT NULL,
    "holdId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "blockedReason" TEXT,

    CONSTRAINT "TreeHoldTask_pkey" PRIMARY KEY ("companyId", "holdId", "taskId")
);
ALTER TABLE "TreeHold" ADD CONSTRAINT "TreeHold_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "TreeHold" ADD CONSTRAINT "TreeHold_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "TreeHoldTask" ADD CONSTRAINT "TreeHoldTask_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "TreeHoldTask" ADD CONSTRAINT "TreeHoldTask_companyId_holdId_fkey" FOREIGN KEY ("companyId", "holdId") REFERENCES "TreeHold"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "TreeHoldTask" ADD CONSTRAINT "TreeHoldTask_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE "TaskMark" (
    "companyId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "isUnread" BOOLEAN NOT NULL DEFAULT false,
    "readAt" TIMESTAMPTZ(3),
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TaskMark_pkey" PRIMARY KEY ("companyId", "personId", "taskId")
);
CREATE INDEX "TaskMark_companyId_taskId_idx" ON "TaskMark"("companyId", "taskId");
CREATE INDEX "TaskMark_unread" ON "TaskMark" ("companyId", "personId", "taskId") WHERE "isUnread";
ALTER TABLE "TaskMark" ADD CONSTRAINT "TaskMark_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "TaskMark" ADD CONSTRAINT "TaskMark_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "TaskMark" ADD CONSTRAINT "TaskMark_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

CREATE TABLE "WorkProduct" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "url" TEXT,
    "externalId" TEXT,
    "status" TEXT,
    "summary" TEXT,
    "isPrimary" BOOLEAN NOT NULL DEFAULT false,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "createdByKind" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdByRunId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WorkProduct_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "WorkProduct_type_check" CHECK (type IN ('pull_request', 'branch', 'commit', 'url', 'file', 'document', 'deployment', 'other')),
    -- a page opens it on a click
    CONSTRAINT "WorkProduct_url_check" CHECK (url ~* '^https?://')
);
CREATE UNIQUE INDEX "WorkProduct_companyId_id_key" ON "WorkProduct"("companyId", "id");
CREATE INDEX "WorkProduct_companyId_taskId_id_idx" ON "WorkProduct"("companyId", "taskId", "id");
CREATE INDEX "WorkProduct_companyId_createdByRunId_idx" ON "WorkProduct"("companyId", "createdByRunId");
CREATE UNIQUE INDEX "WorkProduct_primary_once" ON "WorkProduct" ("companyId", "taskId") WHERE "isPrimary";
ALTER TABLE "WorkProduct" ADD CONSTRAINT "WorkProduct_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "WorkProduct" ADD CONSTRAINT "WorkProduct_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "WorkProduct" ADD CONSTRAINT "WorkProduct_companyId_createdByRunId_fkey" FOREIGN KEY ("companyId", "createdByRunId") REFERENCES "Run"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- A task is touched by a person who made it, has it, or wrote in its thread. What somebody else says or hands over is unread.
CREATE FUNCTION touch_task(company uuid, task uuid, person uuid, is_unread boolean, at timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "TaskMark" ("companyId", "personId", "taskId", "isUnread", "readAt")
  SELECT company, p.id, task, is_unread, CASE WHEN is_unread THEN NULL ELSE at END FROM "Person" p WHERE p.id = person
  ON CONFLICT ("companyId", "personId", "taskId") DO UPDATE SET "isUnread" = EXCLUDED."isUnread",
    "readAt" = coalesce(EXCLUDED."readAt", "TaskMark"."readAt"), "archivedAt" = CASE WHEN EXCLUDED."isUnread" THEN NULL ELSE "TaskMark"."archivedAt" END
$$;

CREATE FUNCTION mark_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "TaskMark" SET "isUnread" = true, "archivedAt" = NULL
  WHERE "companyId" = NEW."companyId" AND "taskId" = NEW."taskId" AND (NOT "isUnread" OR "archivedAt" IS NOT NULL)
    AND NOT (NEW."authorKind" = 'person' AND "personId" = NEW."authorId");
  IF NEW."authorKind" = 'person' THEN
    PERFORM touch_task(NEW."companyId", NEW."taskId", NEW."authorId", false, NEW."createdAt");
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mark AFTER INSERT ON "Message" FOR EACH ROW EXECUTE FUNCTION mark_message();

CREATE FUNCTION mark_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW."createdByKind" = 'person' THEN
    PERFORM touch_task(NEW."companyId", NEW.id, NEW."createdById", false, NEW."createdAt");
  END IF;
  IF NEW."assigneePersonId" IS NOT NULL AND (TG_OP = 'INSERT' OR NEW."assigneePersonId" IS DISTINCT FROM OLD."assigneePersonId")
    AND NOT (TG_OP = 'INSERT' AND NEW."createdByKind" = 'person' AND NEW."createdById" = NEW."assigneePersonId") THEN
    PERFORM touch_task(NEW."companyId", NEW.id, NEW."assigneePersonId", true, NEW."updatedAt");
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER mark AFTER INSERT OR UPDATE OF "assigneePersonId" ON "Task" FOR EACH ROW EXECUTE FUNCTION mark_task();

-- What was there is taken for read.
INSERT INTO "TaskMark" ("companyId", "personId", "taskId", "readAt")
SELECT DISTINCT touched."companyId", touched."personId", touched."taskId", now() FROM (
  SELECT "companyId", "createdById" AS "personId", id AS "taskId" FROM "Task" WHERE "createdByKind" = 'person'
  UNION ALL SELECT "companyId", "assigneePersonId", id FROM "Task" WHERE "assigneePersonId" IS NOT NULL
  UNION ALL SELECT "companyId", "authorId", "taskId" FROM "Message" WHERE "authorKind" = 'person'
) touched JOIN "Person" p ON p.id = touched."personId";

-- Companies are isolated by the database, as in 0200.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['TreeHold', 'TreeHoldTask', 'TaskMark', 'WorkProduct']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY company_scope ON %I TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO paperclip_app', t);
  END LOOP;
END $$;
GRANT DELETE ON "WorkProduct" TO paperclip_app;
-- finding the company of an id that a path names
CREATE POLICY system_scope ON "WorkProduct" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId") ON "WorkProduct" TO paperclip_system;
-- how the companies of one person stand, side by side (features/reports): counts and sums only
CREATE POLICY system_scope ON "Budget" TO paperclip_system USING (true);
GRANT SELECT (id, "companyId", "scopeKind") ON "Budget" TO paperclip_system;
CREATE POLICY system_scope ON "BudgetPeriod" TO paperclip_system USING (true);
GRANT SELECT ("companyId", "budgetId", "periodStart", "spentMicros") ON "BudgetPeriod" TO paperclip_system;
