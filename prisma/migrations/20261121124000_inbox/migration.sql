-- Failures of late, for the inbox: read without the runs that went well.
CREATE INDEX "Run_failed" ON "Run" ("companyId", "createdAt" DESC) WHERE state IN ('failed', 'timed_out');
