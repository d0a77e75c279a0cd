-- The audit log read by what was done, to what kind of thing, because of which run, and by people. Agents and the product itself write most
-- of it, so a filter for them finds its page at once in the index by time; what people did is rare and has an index of its own, which costs
-- an agent's writes nothing.
CREATE INDEX "AuditEntry_companyId_action_at_seq_idx" ON "AuditEntry" ("companyId", action COLLATE "C", at DESC, seq DESC);
CREATE INDEX "AuditEntry_companyId_subjectKind_at_seq_idx" ON "AuditEntry" ("companyId", "subjectKind", at DESC, seq DESC);
CREATE INDEX "AuditEntry_of_run" ON "AuditEntry" ("companyId", "runId", at DESC, seq DESC) WHERE "runId" IS NOT NULL;
CREATE INDEX "AuditEntry_by_people" ON "AuditEntry" ("companyId", at DESC, seq DESC) WHERE "actorKind" = 'person';

-- One open question about a halted budget at a time, however often its halt is told.
CREATE UNIQUE INDEX "Approval_one_override" ON "Approval" ("companyId", (payload ->> 'scopeKind'), (payload ->> 'scopeId'))
  WHERE type = 'budget_override_required' AND "requestedByKind" = 'system' AND status IN ('pending', 'revision_requested');
-- Configuration changes of a time, for the compliance report.
CREATE INDEX "AgentRevision_companyId_createdAt_id_idx" ON "AgentRevision" ("companyId", "createdAt", id);
