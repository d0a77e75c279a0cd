-- What was accepted in a period, and what was sent back or reopened: read by scorecards without the rest of the tasks and the log.
CREATE INDEX "Task_accepted_idx" ON "Task" ("companyId", "completedAt") WHERE state = 'done';
CREATE INDEX "AuditEntry_rework_idx" ON "AuditEntry" ("companyId", at)
  WHERE (action = 'task.updated' AND details ->> 'from' IN ('in_review', 'done') AND details ->> 'state' IN ('todo', 'in_progress'))
    OR (action = 'task.verified' AND details ->> 'state' = 'failed');
