-- A deleted secret is gone, with all its values: there is no such state.
ALTER TABLE "Secret" DROP CONSTRAINT "Secret_status_check", ADD CONSTRAINT "Secret_status_check" CHECK (status IN ('active', 'disabled'));

-- Messages that came with a bundle keep the names of people who are not of this installation.
ALTER TABLE "Message" ADD COLUMN "importedAuthor" TEXT;
