-- What should have fired and did not, of one company.
CREATE INDEX "Schedule_due_of_company" ON "Schedule" ("companyId", "nextWakeAt") WHERE "isEnabled";
CREATE INDEX "RoutineTrigger_due_of_company" ON "RoutineTrigger" ("companyId", "nextRunAt") WHERE "isEnabled" AND kind = 'schedule';
