-- What a run used so far and is in the ledger, by model, with the entries: [{model, tokensIn, …, costIds}]. Its end says the truth.
ALTER TABLE "Run" ADD COLUMN "usageBooked" JSONB NOT NULL DEFAULT '[]';
