-- What is old goes by a company's own word, and each kind by an index that finds what is due.

-- Days that logs of runs and conversations with models are kept; null: what the installation says; 0: for ever.
ALTER TABLE "Company" ADD COLUMN "runLogDays" INTEGER,
  ADD CONSTRAINT "Company_runLogDays_check" CHECK ("runLogDays" BETWEEN 0 AND 36500);
CREATE INDEX "RunLog_companyId_packedAt_idx" ON "RunLog" ("companyId", "packedAt");
DROP INDEX "RunLog_packedAt_idx";
CREATE INDEX "ModelConversation_companyId_createdAt_idx" ON "ModelConversation" ("companyId", "createdAt");
DROP INDEX "ModelConversation_createdAt_idx";

CREATE INDEX "RoutineRun_settledAt_idx" ON "RoutineRun" ("settledAt");
CREATE INDEX "RoutineRun_companyId_coalescedIntoId_idx" ON "RoutineRun" ("companyId", "coalescedIntoId");
GRANT SELECT ("settledAt", "taskId", "coalescedIntoId"), DELETE ON "RoutineRun" TO paperclip_system;

CREATE INDEX "Invitation_expiresAt_idx" ON "Invitation" ("expiresAt");
GRANT DELETE ON "Invitation" TO paperclip_system;
CREATE INDEX "Session_expiresAt_idx" ON "Session" ("expiresAt");
