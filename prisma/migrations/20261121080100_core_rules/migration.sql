-- Rules that the database itself keeps for what 0800 added: closed vocabularies, one of two, append-only history.

ALTER TABLE "Company"
  ADD CONSTRAINT "Company_failurePolicy_check" CHECK ("failurePolicy" IN ('none', 'escalate_to_manager', 'reassign_by_capability')),
  ADD CONSTRAINT "Company_queueOrder_check" CHECK ("queueOrder" IN ('priority', 'fifo')),
  ADD CONSTRAINT "Company_maxRequestDepth_check" CHECK ("maxRequestDepth" BETWEEN 0 AND 1024),
  ADD CONSTRAINT "Company_attachmentMaxBytes_check" CHECK ("attachmentMaxBytes" BETWEEN 1024 AND 1073741824);

ALTER TABLE "Agent" ADD CONSTRAINT "Agent_queueOrder_check" CHECK ("queueOrder" IN ('priority', 'fifo'));
ALTER TABLE "AgentRevision"
  ADD CONSTRAINT "AgentRevision_number_check" CHECK (number >= 1),
  ADD CONSTRAINT "AgentRevision_source_check" CHECK (source IN ('hire', 'update', 'rollback', 'approval', 'import'));

-- Agents that were there have the settings that they have as their first revision.
INSERT INTO "AgentRevision" (id, "companyId", "agentId", number, settings, "changedKeys", source, "actorKind", "actorId", "createdAt")
SELECT gen_random_uuid(), "companyId", id, version, jsonb_build_object('name', name, 'role', role, 'title', title, 'capabilities', capabilities,
  'managerId', "managerId", 'runtime', runtime, 'runtimeConfig', "runtimeConfig", 'instructions', instructions, 'icon', icon,
  'metadata', metadata, 'queueOrder', "queueOrder"), '{}', 'hire', 'system', 'migration', "createdAt" FROM "Agent";

ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_one_check" CHECK (("agentId" IS NULL) <> ("personId" IS NULL));
CREATE UNIQUE INDEX "TeamMember_agent_once" ON "TeamMember" ("teamId", "agentId") WHERE "agentId" IS NOT NULL;
CREATE UNIQUE INDEX "TeamMember_person_once" ON "TeamMember" ("teamId", "personId") WHERE "personId" IS NOT NULL;

ALTER TABLE "Goal" ADD CONSTRAINT "Goal_owner_check" CHECK ("ownerAgentId" IS NULL OR "ownerPersonId" IS NULL);
ALTER TABLE "Project" ADD CONSTRAINT "Project_status_check" CHECK (status IN ('backlog', 'planned', 'in_progress', 'completed', 'cancelled'));

ALTER TABLE "Task"
  ADD CONSTRAINT "Task_assignee_check" CHECK ("assigneeId" IS NULL OR "assigneePersonId" IS NULL),
  ADD CONSTRAINT "Task_accountable_check" CHECK ("accountableKind" IN ('person', 'agent', 'system'));
ALTER TABLE "TaskBlocker" ADD CONSTRAINT "TaskBlocker_self_check" CHECK ("taskId" <> "blockerId");
ALTER TABLE "Label" ADD CONSTRAINT "Label_color_check" CHECK (color ~ '^#[0-9a-f]{6}$');

ALTER TABLE "Interaction"
  ADD CONSTRAINT "Interaction_kind_check" CHECK (kind IN ('suggest_tasks', 'ask_user_questions', 'request_confirmation')),
  ADD CONSTRAINT "Interaction_status_check" CHECK (status IN ('pending', 'accepted', 'rejected', 'answered', 'cancelled', 'expired')),
  ADD CONSTRAINT "Interaction_continuation_check" CHECK (continuation IN ('none', 'wake_assignee', 'wake_assignee_on_accept'));

ALTER TABLE "Document"
  ADD CONSTRAINT "Document_key_check" CHECK (key ~ '^[a-z0-9][a-z0-9_-]{0,63}$'),
  ADD CONSTRAINT "Document_format_check" CHECK (format = 'markdown');

ALTER TABLE "Approval"
  ADD CONSTRAINT "Approval_type_check" CHECK (type IN
    ('hire_agent', 'approve_ceo_strategy', 'budget_override_required', 'config_change', 'config_rollback', 'request_board_approval')),
  ADD CONSTRAINT "Approval_status_check" CHECK (status IN
    ('pending', 'revision_requested', 'approved', 'rejected', 'cancelled', 'expired')),
  ADD CONSTRAINT "Approval_needs_check" CHECK (needs IN ('none', 'admin', 'owner')),
  ADD CONSTRAINT "Approval_decided_check" CHECK (("decidedAt" IS NOT NULL) = (status IN ('approved', 'rejected')));
CREATE INDEX "Approval_expiring" ON "Approval" ("expiresAt") WHERE status IN ('pending', 'revision_requested');

ALTER TABLE "Secret" ADD CONSTRAINT "Secret_status_check" CHECK (status IN ('active', 'disabled', 'deleted'));

-- History is only added to.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "AgentRevision" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "MessageRevision" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "DocumentRevision" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Counts of tasks are kept as differences, one row a change and no row that two writers meet at.
CREATE FUNCTION tally_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "TaskTally" ("companyId", "goalId", state, delta) VALUES (NEW."companyId", NEW."goalId", NEW.state, 1);
  ELSIF NEW.state <> OLD.state OR NEW."goalId" <> OLD."goalId" THEN
    INSERT INTO "TaskTally" ("companyId", "goalId", state, delta)
    VALUES (OLD."companyId", OLD."goalId", OLD.state, -1), (NEW."companyId", NEW."goalId", NEW.state, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tally AFTER INSERT OR UPDATE OF state, "goalId" ON "Task" FOR EACH ROW EXECUTE FUNCTION tally_tasks();
INSERT INTO "TaskTally" ("companyId", "goalId", state, delta)
SELECT "companyId", "goalId", state, count(*) FROM "Task" GROUP BY "companyId", "goalId", state;

-- Companies are isolated by the database, as in 0200.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['Project', 'Team', 'TeamMember', 'AgentRevision', 'Label', 'TaskLabel', 'TaskBlocker', 'TaskTally', 'MessageRevision',
    'Interaction', 'Document', 'DocumentRevision', 'Attachment', 'Approval', 'ApprovalComment', 'ApprovalTask', 'Secret', 'SecretVersion']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY company_scope ON %I TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO paperclip_app', t);
  END LOOP;
END $$;
REVOKE UPDATE, DELETE ON "AgentRevision", "MessageRevision", "DocumentRevision" FROM paperclip_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO paperclip_app, paperclip_system;

-- finding the company of an id that a path names
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['Project', 'Team', 'Label', 'Interaction', 'Document', 'Attachment', 'Approval', 'Secret', 'Message']
  LOOP
    EXECUTE format('CREATE POLICY system_scope ON %I TO paperclip_system USING (true)', t);
    EXECUTE format('GRANT SELECT (id, "companyId") ON %I TO paperclip_system', t);
  END LOOP;
END $$;
-- ending approvals whose time is over
GRANT SELECT (status, "expiresAt") ON "Approval" TO paperclip_system;
-- adding up the tally
CREATE POLICY system_scope ON "TaskTally" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON "TaskTally" TO paperclip_system;
