-- A worker asks which of the tasks, whose trees it has, are over.
GRANT SELECT (number, identifier, state) ON "Task" TO paperclip_system;
