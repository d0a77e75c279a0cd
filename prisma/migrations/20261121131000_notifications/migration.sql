-- What needs a person is told outside: channels of a company, what waits, and each telling of it.

ALTER TABLE "Company" ADD COLUMN "remindAfterHours" INTEGER DEFAULT 24 CHECK ("remindAfterHours" BETWEEN 1 AND 720);

-- The link of an invitation to an address, sealed until it was mailed.
ALTER TABLE "Invitation" ADD COLUMN "linkKeyId" TEXT, ADD COLUMN "linkNonce" BYTEA, ADD COLUMN "linkCiphertext" BYTEA;
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_link_check" CHECK (("linkKeyId" IS NULL) = ("linkCiphertext" IS NULL) AND ("linkNonce" IS NULL) = ("linkCiphertext" IS NULL));

CREATE TABLE "NotificationChannel" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "secretId" UUID NOT NULL,
    "topics" TEXT[] NOT NULL,
    "isActive" BOOLEAN NOT NULL DEFAULT true,
    "offReason" TEXT,
    "rotatedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "NotificationChannel_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "NotificationChannel_kind_check" CHECK (kind IN ('webhook', 'slack'))
);
CREATE UNIQUE INDEX "NotificationChannel_companyId_id_key" ON "NotificationChannel"("companyId", "id");
CREATE UNIQUE INDEX "NotificationChannel_companyId_name_key" ON "NotificationChannel"("companyId", "name");
CREATE INDEX "NotificationChannel_companyId_secretId_idx" ON "NotificationChannel"("companyId", "secretId");
ALTER TABLE "NotificationChannel" ADD CONSTRAINT "NotificationChannel_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "NotificationChannel" ADD CONSTRAINT "NotificationChannel_companyId_secretId_fkey" FOREIGN KEY ("companyId", "secretId") REFERENCES "Secret"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE "MailChoice" (
    "companyId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "choice" TEXT NOT NULL,
    "digestedOn" DATE,

    CONSTRAINT "MailChoice_pkey" PRIMARY KEY ("companyId", "personId"),
    CONSTRAINT "MailChoice_choice_check" CHECK (choice IN ('none', 'at_once', 'daily'))
);
ALTER TABLE "MailChoice" ADD CONSTRAINT "MailChoice_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
-- whoever leaves has chosen nothing
ALTER TABLE "MailChoice" ADD CONSTRAINT "MailChoice_companyId_personId_fkey" FOREIGN KEY ("companyId", "personId") REFERENCES "Membership"("companyId", "personId") ON DELETE CASCADE ON UPDATE NO ACTION;

CREATE TABLE "Notice" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "reminders" INTEGER NOT NULL DEFAULT 0,
    "remindedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Notice_companyId_id_key" ON "Notice"("companyId", "id");
-- the same thing is noticed once as long as it waits
CREATE UNIQUE INDEX "Notice_open_key" ON "Notice"("companyId", "key") WHERE "endedAt" IS NULL;
CREATE INDEX "Notice_seenAt_idx" ON "Notice"("seenAt");
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE "Delivery" (
    "id" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "noticeId" UUID,
    "step" INTEGER NOT NULL DEFAULT 0,
    "channelId" UUID,
    "personId" UUID,
    "invitationId" UUID,
    "digestOn" DATE,
    "message" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3),
    "answerStatus" INTEGER,
    "problem" TEXT,
    "sentAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Delivery_kind_check" CHECK (kind IN ('notice', 'reminder', 'digest', 'invitation', 'test')),
    CONSTRAINT "Delivery_state_check" CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    CONSTRAINT "Delivery_next_check" CHECK ((state = 'waiting') = ("nextTryAt" IS NOT NULL)),
    CONSTRAINT "Delivery_to_check" CHECK (num_nonnulls("channelId", "personId", "invitationId") = 1)
);
CREATE UNIQUE INDEX "Delivery_companyId_id_key" ON "Delivery"("companyId", "id");
-- each telling of a thing once for each channel and each person, however many notice it at once
CREATE UNIQUE INDEX "Delivery_channel_once" ON "Delivery"("companyId", "noticeId", "step", "channelId") WHERE "noticeId" IS NOT NULL AND "channelId" IS NOT NULL;
CREATE UNIQUE INDEX "Delivery_person_once" ON "Delivery"("companyId", "noticeId", "step", "personId") WHERE "noticeId" IS NOT NULL AND "personId" IS NOT NULL;
CREATE UNIQUE INDEX "Delivery_digest_once" ON "Delivery"("companyId", "personId", "digestOn") WHERE "digestOn" IS NOT NULL;
CREATE UNIQUE INDEX "Delivery_invitation_once" ON "Delivery"("companyId", "invitationId") WHERE "invitationId" IS NOT NULL;
CREATE INDEX "Delivery_channel_idx" ON "Delivery"("companyId", "channelId", "id");
CREATE INDEX "Delivery_due" ON "Delivery"("nextTryAt") WHERE state = 'waiting';
CREATE INDEX "Delivery_createdAt_idx" ON "Delivery"("createdAt");
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_companyId_noticeId_fkey" FOREIGN KEY ("companyId", "noticeId") REFERENCES "Notice"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_companyId_channelId_fkey" FOREIGN KEY ("companyId", "channelId") REFERENCES "NotificationChannel"("companyId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_companyId_invitationId_fkey" FOREIGN KEY ("companyId", "invitationId") REFERENCES "Invitation"("companyId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['NotificationChannel', 'MailChoice', 'Notice', 'Delivery'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY company_scope ON %I TO paperclip_app USING ("companyId" = current_company()) WITH CHECK ("companyId" = current_company())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO paperclip_app', t);
    -- the clock looks for what is due in all companies, and forgets what is old
    EXECUTE format('CREATE POLICY system_scope ON %I TO paperclip_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO paperclip_system', t);
  END LOOP;
END $$;
GRANT DELETE ON "NotificationChannel", "Delivery" TO paperclip_app;
GRANT UPDATE (attempts, "nextTryAt") ON "Delivery" TO paperclip_system;
GRANT DELETE ON "Notice", "Delivery" TO paperclip_system;
