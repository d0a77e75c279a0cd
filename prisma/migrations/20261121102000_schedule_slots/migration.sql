-- What became of each slot of a schedule, and what a schedule leaves out.

ALTER TABLE "Schedule"
  ADD COLUMN "catchUpCap" INTEGER NOT NULL DEFAULT 5,
  ADD COLUMN "maxLatenessSeconds" INTEGER,
  ADD COLUMN "staggerSeconds" INTEGER,
  ADD COLUMN "officeHours" JSONB,
  DROP CONSTRAINT "Schedule_catchUp_check",
  ADD CONSTRAINT "Schedule_catchUp_check" CHECK ("catchUp" IN ('skip', 'one', 'capped')),
  ADD CONSTRAINT "Schedule_catchUpCap_check" CHECK ("catchUpCap" BETWEEN 1 AND 25),
  ADD CONSTRAINT "Schedule_maxLateness_check" CHECK ("maxLatenessSeconds" BETWEEN 60 AND 31622400),
  ADD CONSTRAINT "Schedule_stagger_check" CHECK ("staggerSeconds" BETWEEN 0 AND 3600);

CREATE TABLE "ScheduleSlot" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "slotAt" TIMESTAMPTZ(3) NOT NULL,
    "untilAt" TIMESTAMPTZ(3) NOT NULL,
    "slots" INTEGER NOT NULL DEFAULT 1,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "wakeId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ScheduleSlot_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ScheduleSlot_outcome_check" CHECK (outcome IN ('fired', 'skipped', 'missed', 'coalesced')),
    CONSTRAINT "ScheduleSlot_reason_check" CHECK ((outcome = 'fired') = (reason IS NULL)),
    CONSTRAINT "ScheduleSlot_slots_check" CHECK (slots >= 1 AND "untilAt" >= "slotAt" AND (slots > 1) = ("untilAt" > "slotAt")),
    CONSTRAINT "ScheduleSlot_wake_check" CHECK (outcome <> 'fired' OR ("wakeId" IS NOT NULL AND slots = 1))
);

CREATE UNIQUE INDEX "ScheduleSlot_companyId_id_key" ON "ScheduleSlot"("companyId", "id");
-- the claim
CREATE UNIQUE INDEX "ScheduleSlot_companyId_agentId_slotAt_key" ON "ScheduleSlot"("companyId", "agentId", "slotAt");
CREATE INDEX "ScheduleSlot_untilAt_idx" ON "ScheduleSlot"("untilAt");

ALTER TABLE "ScheduleSlot" ADD CONSTRAINT "ScheduleSlot_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "ScheduleSlot" ADD CONSTRAINT "ScheduleSlot_companyId_agentId_fkey" FOREIGN KEY ("companyId", "agentId") REFERENCES "Agent"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "ScheduleSlot" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ScheduleSlot" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "ScheduleSlot" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT ON "ScheduleSlot" TO paperclip_app;
CREATE POLICY system_scope ON "ScheduleSlot" TO paperclip_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ("untilAt", "slots"), DELETE ON "ScheduleSlot" TO paperclip_system;

-- When the clock of the schedules was last read, for whoever asks whether it stands still.
CREATE TABLE "ClockTick" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ClockTick_pkey" PRIMARY KEY ("name")
);
GRANT SELECT, INSERT, UPDATE ON "ClockTick" TO paperclip_system;
GRANT SELECT ON "ClockTick" TO paperclip_app;

-- Deliveries of a webhook in the minute that began at `windowAt`.
ALTER TABLE "RoutineTrigger" ADD COLUMN "windowAt" TIMESTAMPTZ(3), ADD COLUMN "windowCount" INTEGER NOT NULL DEFAULT 0;
GRANT SELECT ("windowAt", "windowCount"), UPDATE ("windowAt", "windowCount") ON "RoutineTrigger" TO paperclip_system;

-- What is old goes.
CREATE INDEX "Wake_ended" ON "Wake" ("endedAt") WHERE state <> 'pending';
GRANT DELETE ON "Wake", "OutboxEvent" TO paperclip_system;
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey" ("createdAt");
CREATE POLICY system_scope ON "IdempotencyKey" TO paperclip_system USING (true);
GRANT SELECT ("companyId", key, "createdAt"), DELETE ON "IdempotencyKey" TO paperclip_system;
