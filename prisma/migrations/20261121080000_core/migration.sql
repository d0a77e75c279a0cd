-- AlterTable
ALTER TABLE "Membership" ADD COLUMN     "title" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Company" ADD COLUMN     "attachmentMaxBytes" INTEGER NOT NULL DEFAULT 10485760,
ADD COLUMN     "brandColor" TEXT,
ADD COLUMN     "failurePolicy" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "gates" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "maxRequestDepth" INTEGER,
ADD COLUMN     "queueOrder" TEXT NOT NULL DEFAULT 'priority',
ADD COLUMN     "strategyApprovedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Goal" ADD COLUMN     "ownerPersonId" UUID;

-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "icon" TEXT,
ADD COLUMN     "key" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "metadata" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "permissions" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "queueOrder" TEXT;

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "result" JSONB;

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "acceptance" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "accountableId" UUID,
ADD COLUMN     "accountableKind" TEXT,
ADD COLUMN     "assigneePersonId" UUID,
ADD COLUMN     "billingCode" TEXT,
ADD COLUMN     "dueAt" TIMESTAMPTZ(3),
ADD COLUMN     "executionPolicy" JSONB,
ADD COLUMN     "executionState" JSONB,
ADD COLUMN     "hiddenAt" TIMESTAMPTZ(3),
ADD COLUMN     "notBefore" TIMESTAMPTZ(3),
ADD COLUMN     "originId" TEXT,
ADD COLUMN     "originKind" TEXT NOT NULL DEFAULT 'manual',
ADD COLUMN     "projectId" UUID,
ADD COLUMN     "verification" JSONB;

-- What was there is answered for by who made it.
UPDATE "Task" SET "accountableKind" = "createdByKind", "accountableId" = "createdById";
ALTER TABLE "Task" ALTER COLUMN "accountableKind" SET NOT NULL, ALTER COLUMN "accountableId" SET NOT NULL;

-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "editedAt" TIMESTAMPTZ(3);

-- The one gate that there was, and the shortnames of agents.
UPDATE "Company" SET gates = '{"hire_agent": "admin"}' WHERE "requireHireApproval";
ALTER TABLE "Company" DROP COLUMN "requireHireApproval";
UPDATE "Agent" SET key = trim(both '-' from regexp_replace(lower(name), '[^[:alnum:]]+', '-', 'g'));

-- CreateTable
CREATE TABLE "Approval" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "payload" JSONB NOT NULL,
    "result" JSONB,
    "requestedByKind" TEXT NOT NULL,
    "requestedById" TEXT NOT NULL,
    "runId" UUID,
    "resumeToken" TEXT,
    "requestKey" TEXT,
    "needs" TEXT NOT NULL DEFAULT 'admin',
    "decisionNote" TEXT,
    "decidedByKind" TEXT,
    "decidedById" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApprovalComment" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "approvalId" UUID NOT NULL,
    "authorKind" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApprovalComment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApprovalTask" (
    "companyId" UUID NOT NULL,
    "approvalId" UUID NOT NULL,
    "taskId" UUID NOT NULL,

    CONSTRAINT "ApprovalTask_pkey" PRIMARY KEY ("companyId","approvalId","taskId")
);

-- CreateTable
CREATE TABLE "Document" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT,
    "format" TEXT NOT NULL DEFAULT 'markdown',
    "body" TEXT NOT NULL,
    "revisionId" UUID NOT NULL,
    "revisionNumber" INTEGER NOT NULL,
    "lockedAt" TIMESTAMPTZ(3),
    "createdByKind" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "updatedByKind" TEXT NOT NULL,
    "updatedById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DocumentRevision" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "documentId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT,
    "body" TEXT NOT NULL,
    "changeSummary" TEXT,
    "authorKind" TEXT NOT NULL,
    "authorId" UUID NOT NULL,
    "runId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DocumentRevision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "messageId" UUID,
    "fileName" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "byteSize" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "storageKey" TEXT NOT NULL,
    "createdByKind" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Project" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT 'backlog',
    "goalId" UUID,
    "leadAgentId" UUID,
    "targetDate" DATE,
    "color" TEXT,
    "pausedAt" TIMESTAMPTZ(3),
    "pauseReason" TEXT,
    "archivedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgentRevision" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "changedKeys" TEXT[],
    "source" TEXT NOT NULL,
    "restoredNumber" INTEGER,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AgentRevision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Team" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TeamMember" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "agentId" UUID,
    "personId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TeamMember_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MessageRevision" (
    "companyId" UUID NOT NULL,
    "messageId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "editorKind" TEXT NOT NULL,
    "editorId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MessageRevision_pkey" PRIMARY KEY ("companyId","messageId","number")
);

-- CreateTable
CREATE TABLE "Label" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Label_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaskLabel" (
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "labelId" UUID NOT NULL,

    CONSTRAINT "TaskLabel_pkey" PRIMARY KEY ("companyId","taskId","labelId")
);

-- CreateTable
CREATE TABLE "TaskBlocker" (
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "blockerId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TaskBlocker_pkey" PRIMARY KEY ("companyId","taskId","blockerId")
);

-- CreateTable
CREATE TABLE "TaskTally" (
    "id" BIGSERIAL NOT NULL,
    "companyId" UUID NOT NULL,
    "goalId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "delta" INTEGER NOT NULL,

    CONSTRAINT "TaskTally_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Interaction" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "taskId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "title" TEXT,
    "summary" TEXT,
    "payload" JSONB NOT NULL,
    "result" JSONB,
    "continuation" TEXT NOT NULL DEFAULT 'wake_assignee',
    "requestKey" TEXT,
    "createdByKind" TEXT NOT NULL,
    "createdById" UUID NOT NULL,
    "runId" UUID,
    "resolvedByKind" TEXT,
    "resolvedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Interaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Secret" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT 'active',
    "latestVersion" INTEGER NOT NULL DEFAULT 1,
    "createdByKind" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Secret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SecretVersion" (
    "companyId" UUID NOT NULL,
    "secretId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "keyId" TEXT NOT NULL,
    "nonce" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SecretVersion_pkey" PRIMARY KEY ("companyId","secretId","version")
);

-- CreateIndex
CREATE INDEX "Approval_companyId_status_createdAt_id_idx" ON "Approval"("companyId", "status", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Approval_companyId_createdAt_id_idx" ON "Approval"("companyId", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Approval_companyId_id_key" ON "Approval"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Approval_companyId_requestedById_requestKey_key" ON "Approval"("companyId", "requestedById", "requestKey");

-- CreateIndex
CREATE INDEX "ApprovalComment_companyId_approvalId_id_idx" ON "ApprovalComment"("companyId", "approvalId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ApprovalComment_companyId_id_key" ON "ApprovalComment"("companyId", "id");

-- CreateIndex
CREATE INDEX "ApprovalTask_companyId_taskId_idx" ON "ApprovalTask"("companyId", "taskId");

-- CreateIndex
CREATE UNIQUE INDEX "Document_companyId_id_key" ON "Document"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Document_companyId_taskId_key_key" ON "Document"("companyId", "taskId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "DocumentRevision_companyId_id_key" ON "DocumentRevision"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "DocumentRevision_companyId_documentId_number_key" ON "DocumentRevision"("companyId", "documentId", "number");

-- CreateIndex
CREATE INDEX "Attachment_companyId_taskId_id_idx" ON "Attachment"("companyId", "taskId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Attachment_companyId_id_key" ON "Attachment"("companyId", "id");

-- CreateIndex
CREATE INDEX "Project_companyId_createdAt_id_idx" ON "Project"("companyId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Project_companyId_id_key" ON "Project"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Project_companyId_key_key" ON "Project"("companyId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "AgentRevision_companyId_id_key" ON "AgentRevision"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "AgentRevision_companyId_agentId_number_key" ON "AgentRevision"("companyId", "agentId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Team_companyId_id_key" ON "Team"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Team_companyId_key_key" ON "Team"("companyId", "key");

-- CreateIndex
CREATE INDEX "TeamMember_companyId_agentId_idx" ON "TeamMember"("companyId", "agentId");

-- CreateIndex
CREATE UNIQUE INDEX "TeamMember_companyId_id_key" ON "TeamMember"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "TeamMember_companyId_teamId_agentId_personId_key" ON "TeamMember"("companyId", "teamId", "agentId", "personId");

-- CreateIndex
CREATE UNIQUE INDEX "Label_companyId_id_key" ON "Label"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Label_companyId_name_key" ON "Label"("companyId", "name");

-- CreateIndex
CREATE INDEX "TaskLabel_companyId_labelId_idx" ON "TaskLabel"("companyId", "labelId");

-- CreateIndex
CREATE INDEX "TaskBlocker_companyId_blockerId_idx" ON "TaskBlocker"("companyId", "blockerId");

-- CreateIndex
CREATE INDEX "TaskTally_companyId_goalId_state_idx" ON "TaskTally"("companyId", "goalId", "state");

-- CreateIndex
CREATE INDEX "Interaction_companyId_taskId_id_idx" ON "Interaction"("companyId", "taskId", "id");

-- CreateIndex
CREATE INDEX "Interaction_companyId_status_createdAt_idx" ON "Interaction"("companyId", "status", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Interaction_companyId_id_key" ON "Interaction"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Interaction_companyId_taskId_requestKey_key" ON "Interaction"("companyId", "taskId", "requestKey");

-- CreateIndex
CREATE UNIQUE INDEX "Secret_companyId_id_key" ON "Secret"("companyId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Secret_companyId_name_key" ON "Secret"("companyId", "name");

-- CreateIndex
CREATE INDEX "Agent_companyId_key_idx" ON "Agent"("companyId", "key");

-- CreateIndex
CREATE INDEX "Task_companyId_projectId_createdAt_id_idx" ON "Task"("companyId", "projectId", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Task_companyId_assigneePersonId_createdAt_id_idx" ON "Task"("companyId", "assigneePersonId", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Task_companyId_createdById_createdAt_id_idx" ON "Task"("companyId", "createdById", "createdAt" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ApprovalComment" ADD CONSTRAINT "ApprovalComment_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ApprovalComment" ADD CONSTRAINT "ApprovalComment_companyId_approvalId_fkey" FOREIGN KEY ("companyId", "approvalId") REFERENCES "Approval"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ApprovalTask" ADD CONSTRAINT "ApprovalTask_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ApprovalTask" ADD CONSTRAINT "ApprovalTask_companyId_approvalId_fkey" FOREIGN KEY ("companyId", "approvalId") REFERENCES "Approval"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ApprovalTask" ADD CONSTRAINT "ApprovalTask_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Document" ADD CONSTRAINT "Document_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "DocumentRevision" ADD CONSTRAINT "DocumentRevision_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "DocumentRevision" ADD CONSTRAINT "DocumentRevision_companyId_documentId_fkey" FOREIGN KEY ("companyId", "documentId") REFERENCES "Document"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_companyId_messageId_fkey" FOREIGN KEY ("companyId", "messageId") REFERENCES "Message"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_companyId_goalId_fkey" FOREIGN KEY ("companyId", "goalId") REFERENCES "Goal"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_companyId_leadAgentId_fkey" FOREIGN KEY ("companyId", "leadAgentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "AgentRevision" ADD CONSTRAINT "AgentRevision_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "AgentRevision" ADD CONSTRAINT "AgentRevision_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Team" ADD CONSTRAINT "Team_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_companyId_teamId_fkey" FOREIGN KEY ("companyId", "teamId") REFERENCES "Team"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_companyId_projectId_fkey" FOREIGN KEY ("companyId", "projectId") REFERENCES "Project"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "MessageRevision" ADD CONSTRAINT "MessageRevision_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "MessageRevision" ADD CONSTRAINT "MessageRevision_companyId_messageId_fkey" FOREIGN KEY ("companyId", "messageId") REFERENCES "Message"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Label" ADD CONSTRAINT "Label_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TaskLabel" ADD CONSTRAINT "TaskLabel_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TaskLabel" ADD CONSTRAINT "TaskLabel_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TaskLabel" ADD CONSTRAINT "TaskLabel_companyId_labelId_fkey" FOREIGN KEY ("companyId", "labelId") REFERENCES "Label"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TaskBlocker" ADD CONSTRAINT "TaskBlocker_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TaskBlocker" ADD CONSTRAINT "TaskBlocker_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TaskBlocker" ADD CONSTRAINT "TaskBlocker_companyId_blockerId_fkey" FOREIGN KEY ("companyId", "blockerId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TaskTally" ADD CONSTRAINT "TaskTally_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Interaction" ADD CONSTRAINT "Interaction_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Interaction" ADD CONSTRAINT "Interaction_companyId_taskId_fkey" FOREIGN KEY ("companyId", "taskId") REFERENCES "Task"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Secret" ADD CONSTRAINT "Secret_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "SecretVersion" ADD CONSTRAINT "SecretVersion_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "SecretVersion" ADD CONSTRAINT "SecretVersion_companyId_secretId_fkey" FOREIGN KEY ("companyId", "secretId") REFERENCES "Secret"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;


