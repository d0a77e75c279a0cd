-- What a company pays for a model, where that is not what the price table says.
CREATE TABLE "ModelPrice" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL DEFAULT '',
    "startsOn" DATE NOT NULL,
    "inMicros" BIGINT NOT NULL,
    "outMicros" BIGINT NOT NULL,
    "cachedMicros" BIGINT,
    "cacheWrittenMicros" BIGINT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ModelPrice_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ModelPrice_micros_check" CHECK ("inMicros" >= 0 AND "outMicros" >= 0 AND "cachedMicros" >= 0 AND "cacheWrittenMicros" >= 0)
);
CREATE UNIQUE INDEX "ModelPrice_companyId_id_key" ON "ModelPrice"("companyId", "id");
CREATE UNIQUE INDEX "ModelPrice_companyId_model_provider_startsOn_key" ON "ModelPrice"("companyId", "model", "provider", "startsOn");
ALTER TABLE "ModelPrice" ADD CONSTRAINT "ModelPrice_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "ModelPrice" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ModelPrice" FORCE ROW LEVEL SECURITY;
CREATE POLICY company_scope ON "ModelPrice" TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company());
GRANT SELECT, INSERT, UPDATE, DELETE ON "ModelPrice" TO paperclip_app;
