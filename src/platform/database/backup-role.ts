import type pg from 'pg'

/** Reads every table and writes none (docs/decisions/0036). Nobody logs in as it; the user of DATABASE_URL may become it. */
export const BACKUP_ROLE = 'paperclip_backup'

/** Held, shared, while a backup reads: nothing is removed from the storage of files meanwhile. */
export const BACKUP_LOCK = 1_885_433_451

/** A condition in SQL: no backup reads this database now. */
export const NO_BACKUP_READS = `NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 0
  AND l.objid = ${BACKUP_LOCK} AND l.objsubid = 1 AND l.granted
  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))`

/** Lets the role read what it may not read yet: tables come with every version, and with every version of the queue. */
const GRANT_ALL = `
DO $$ DECLARE t record; BEGIN
  IF to_regrole('${BACKUP_ROLE}') IS NULL THEN RETURN; END IF;
  FOR t IN SELECT DISTINCT n.nspname FROM pg_namespace n WHERE n.nspname IN ('public', 'engine', 'graphile_worker')
    AND NOT has_schema_privilege('${BACKUP_ROLE}', n.oid, 'USAGE')
  LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${BACKUP_ROLE}', t.nspname);
  END LOOP;
  FOR t IN SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'engine', 'graphile_worker')
      AND NOT has_table_privilege('${BACKUP_ROLE}', c.oid, 'SELECT')
  LOOP
    EXECUTE format('GRANT SELECT ON %I.%I TO ${BACKUP_ROLE}', t.nspname, t.relname);
  END LOOP;
  FOR t IN SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'engine', 'graphile_worker') AND c.relrowsecurity
      AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_scope')
  LOOP
    EXECUTE format('CREATE POLICY backup_scope ON %I.%I FOR SELECT TO ${BACKUP_ROLE} USING (true)', t.nspname, t.relname);
  END LOOP;
END $$`

/** Brings the role's permissions up to date with the tables. Run by who owns them, after migrations. */
export async function letBackupsRead(client: pg.ClientBase): Promise<void> {
  await client.query(GRANT_ALL)
}
