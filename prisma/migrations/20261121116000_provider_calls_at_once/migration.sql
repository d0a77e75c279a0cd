-- How many calls a provider may have under way; a call says at which provider it has a place.
ALTER TABLE "ModelProvider" ADD COLUMN "callsAtOnce" INTEGER CHECK ("callsAtOnce" > 0);
ALTER TABLE "ModelCall" ADD COLUMN "placeProviderId" UUID;
CREATE INDEX "ModelCall_places_idx" ON "ModelCall" ("companyId", "placeProviderId") WHERE state = 'open';
