-- What a run has spent of its reservation, and what calls that are under way may still spend of it.
ALTER TABLE "Reservation" ADD COLUMN "drawnMicros" BIGINT NOT NULL DEFAULT 0, ADD COLUMN "heldMicros" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "Reservation" ADD CONSTRAINT "Reservation_rest_check"
  CHECK ("drawnMicros" >= 0 AND "heldMicros" >= 0 AND "drawnMicros" + "heldMicros" <= "amountMicros");

-- a reservation that outlived its run is found across companies
CREATE INDEX "Reservation_open" ON "Reservation" ("createdAt") WHERE "settledAt" IS NULL;
CREATE POLICY system_scope ON "Reservation" TO paperclip_system USING (true);
GRANT SELECT ("runId", "companyId", "settledAt", "createdAt") ON "Reservation" TO paperclip_system;
