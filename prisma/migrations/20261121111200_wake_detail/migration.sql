-- What exactly a wake waits for, in words: which budget lacks how much.
ALTER TABLE "Wake" ADD COLUMN "detail" TEXT;
