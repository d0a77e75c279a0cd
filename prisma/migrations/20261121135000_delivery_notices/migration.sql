-- A notice goes when no delivery names it any more: found without reading all deliveries of a company.
CREATE INDEX "Delivery_notice" ON "Delivery" ("companyId", "noticeId") WHERE "noticeId" IS NOT NULL;
