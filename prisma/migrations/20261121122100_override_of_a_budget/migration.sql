-- One open question about a used-up budget at a time: of each of a scope's budgets, not only of one.
DROP INDEX "Approval_one_override";
CREATE UNIQUE INDEX "Approval_one_override" ON "Approval" ("companyId", (payload ->> 'scopeKind'), (payload ->> 'scopeId'),
    (coalesce(payload ->> 'metric', 'money')), (coalesce(payload ->> 'window', 'month')), (coalesce(payload ->> 'windowHours', '0')))
  WHERE type = 'budget_override_required' AND "requestedByKind" = 'system' AND status IN ('pending', 'revision_requested');
