-- An index for every filter and order of the list of tasks. The newest come first, so each filter carries the order along.

DROP INDEX "Task_companyId_goalId_idx";
CREATE INDEX "Task_companyId_goalId_createdAt_id_idx" ON "Task"("companyId", "goalId", "createdAt" DESC, "id" DESC);
DROP INDEX "Task_companyId_parentId_idx";
CREATE INDEX "Task_companyId_parentId_createdAt_id_idx" ON "Task"("companyId", "parentId", "createdAt" DESC, "id" DESC);
CREATE INDEX "Task_companyId_priority_createdAt_id_idx" ON "Task"("companyId", "priority", "createdAt" DESC, "id" DESC);
CREATE INDEX "Message_companyId_authorId_taskId_idx" ON "Message"("companyId", "authorId", "taskId");

-- Most tasks have neither.
CREATE INDEX "Task_due" ON "Task" ("companyId", "dueAt", id) WHERE "dueAt" IS NOT NULL;
CREATE INDEX "Task_origin" ON "Task" ("companyId", "originKind", "originId", "createdAt" DESC, id DESC) WHERE "originKind" <> 'manual';
