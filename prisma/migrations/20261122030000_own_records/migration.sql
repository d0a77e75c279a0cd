-- What a person wrote, decided and did in a company, in its order: read page by page when they take their data along. Of agents, who write
-- most, nothing is in these indexes. Tasks and acts have theirs.
CREATE INDEX "Message_own" ON "Message" ("companyId", "authorId", "createdAt", id) WHERE "authorKind" = 'person';
CREATE INDEX "DocumentRevision_own" ON "DocumentRevision" ("companyId", "authorId", "createdAt", id) WHERE "authorKind" = 'person';
CREATE INDEX "Attachment_own" ON "Attachment" ("companyId", "createdById", "createdAt", id)
  WHERE "createdByKind" = 'person' AND "deletedAt" IS NULL;
CREATE INDEX "Approval_own" ON "Approval" ("companyId", "decidedById", "decidedAt", id) WHERE "decidedByKind" = 'person';
CREATE INDEX "ApprovalComment_own" ON "ApprovalComment" ("companyId", "authorId", "createdAt", id) WHERE "authorKind" = 'person';
