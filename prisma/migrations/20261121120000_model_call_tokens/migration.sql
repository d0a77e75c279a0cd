-- A call holds tokens beside money, and one that was refused is told, too: once, with how often.
ALTER TABLE "ModelCall" ADD COLUMN "heldTokens" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "ModelCall" ADD COLUMN "timesRefused" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "ModelCall" DROP CONSTRAINT "ModelCall_state_check";
ALTER TABLE "ModelCall" ADD CONSTRAINT "ModelCall_state_check" CHECK ("state" IN ('open', 'answered', 'failed', 'cut', 'left', 'lost', 'refused'));
