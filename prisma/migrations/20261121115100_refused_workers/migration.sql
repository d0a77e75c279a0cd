-- A worker that speaks another version of the protocol is turned away, and people see that it was there.
ALTER TABLE "Worker" ADD COLUMN "isRefused" BOOLEAN NOT NULL DEFAULT false;
