import { afterAll, describe, expect, it } from 'vitest'
import { SEALED } from '@/features/sealing'
import { closePools } from '@/platform/database'
import { asDatabaseOwner } from './company'

afterAll(closePools)

/** Tables whose rows belong to a company. */
const COMPANY_TABLES = `
  SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND (c.relname = 'Company' OR EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'companyId' AND NOT a.attisdropped))`

async function names(sql: string): Promise<string[]> {
  return (await asDatabaseOwner<{ name: string }>(sql)).map((row) => row.name)
}

describe('the catalogue of the database', () => {
  it('has the tables that this test is about', async () => {
    const tables = await names(`SELECT relname AS name FROM (${COMPANY_TABLES}) t`)
    expect(tables).toEqual(
      expect.arrayContaining(['Company', 'Agent', 'Task', 'Message', 'Run', 'CostEntry', 'AuditEntry']),
    )
    expect(tables.length).toBeGreaterThan(15)
  })

  it('has no company table without row security that also binds the owner', async () => {
    const open = `SELECT t.relname AS name FROM (${COMPANY_TABLES}) t JOIN pg_class c ON c.oid = t.oid
      WHERE NOT c.relrowsecurity OR NOT c.relforcerowsecurity`
    expect(await names(open)).toEqual([])
  })

  it('has no company table whose rows the working role sees by anything but the company of the transaction', async () => {
    const unscoped = `SELECT t.relname AS name FROM (${COMPANY_TABLES}) t WHERE NOT EXISTS (
      SELECT 1 FROM pg_policy p WHERE p.polrelid = t.oid AND p.polroles = ARRAY['paperclip_app'::regrole::oid] AND p.polcmd = '*'
        AND pg_get_expr(p.polqual, p.polrelid) LIKE '%= current_company()%'
        AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%= current_company()%')`
    expect(await names(unscoped)).toEqual([])
    const wider = `SELECT t.relname || ': ' || p.polname AS name FROM (${COMPANY_TABLES}) t JOIN pg_policy p ON p.polrelid = t.oid
      WHERE p.polroles && ARRAY['paperclip_app'::regrole::oid, 0::oid] AND p.polname <> 'company_scope'`
    expect(await names(wider)).toEqual([])
  })

  it('has no foreign key between company tables that leaves the company out', async () => {
    const loose = `SELECT k.conname AS name FROM pg_constraint k
      JOIN (${COMPANY_TABLES}) source ON source.oid = k.conrelid JOIN (${COMPANY_TABLES}) target ON target.oid = k.confrelid
      WHERE k.contype = 'f' AND target.relname <> 'Company' AND NOT EXISTS (
        SELECT 1 FROM unnest(k.conkey, k.confkey) AS pair (mine, theirs)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.mine AND a.attname = 'companyId'
        JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.theirs AND b.attname = 'companyId')`
    expect(await names(loose)).toEqual([])
    const [all] = await asDatabaseOwner<{ keys: number }>(
      `SELECT count(*)::int AS keys FROM pg_constraint k JOIN (${COMPANY_TABLES}) s ON s.oid = k.conrelid WHERE k.contype = 'f'`,
    )
    expect(all?.keys).toBeGreaterThan(20)
  })

  it('has a key (companyId, …) on every company table that others refer to', async () => {
    const keyless = `SELECT t.relname AS name FROM (${COMPANY_TABLES}) t
      WHERE t.relname <> 'Company' AND EXISTS (SELECT 1 FROM pg_constraint k WHERE k.confrelid = t.oid AND k.contype = 'f')
        AND NOT EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
          WHERE i.indrelid = t.oid AND i.indisunique AND a.attname = 'companyId')`
    expect(await names(keyless)).toEqual([])
  })

  it('has no sealed column that would stay behind when the master key is changed', async () => {
    const sealed = `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name ILIKE '%ciphertext%' ORDER BY 1`
    expect(await names(sealed)).toEqual(SEALED.map(({ table, ciphertext }) => `${table}.${ciphertext}`).sort())
  })

  it('has working roles that own nothing and cannot step past a policy', async () => {
    const roles = await asDatabaseOwner<{ name: string; isFree: boolean; owned: number }>(
      `SELECT r.rolname AS name, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb AS "isFree",
         (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owned
       FROM pg_roles r WHERE r.rolname LIKE 'paperclip\\_%' ORDER BY 1`,
    )
    expect(roles).toEqual([
      { name: 'paperclip_app', isFree: false, owned: 0 },
      { name: 'paperclip_backup', isFree: false, owned: 0 },
      { name: 'paperclip_system', isFree: false, owned: 0 },
    ])
  })

  it('has no table that a backup does not read whole, and none that it may write', async () => {
    const hidden = `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'engine', 'graphile_worker') AND (c.relkind = 'p'
        OR NOT has_table_privilege('paperclip_backup', c.oid, 'SELECT')
        OR has_table_privilege('paperclip_backup', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
        OR c.relrowsecurity AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_scope'))`
    expect(await names(hidden)).toEqual([])
  })

  it('numbers transactions only in columns that a backup knows by their names', async () => {
    const unknown = `SELECT c.relname || '.' || a.attname AS name FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
      JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
      WHERE pg_get_expr(d.adbin, d.adrelid) LIKE '%xact_id%' AND a.attname !~* 'txid$'`
    expect(await names(unknown)).toEqual([])
  })

  it('lets nobody rewrite the record or the ledger', async () => {
    const writable = `SELECT table_name || ' by ' || grantee || ': ' || privilege_type AS name
      FROM information_schema.role_table_grants
      WHERE table_name IN ('AuditEntry', 'AuditSeal', 'CostEntry') AND grantee LIKE 'paperclip\\_%'
        AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')`
    expect(await names(writable)).toEqual([])
  })
})
