import { closePools } from '@/platform/database'
import { enginePool } from '@/platform/database/pools'
import { unseal } from '@/platform/sealed'
import { resealAll } from './reseal-all'
import { SEALED } from './sealed-columns'

/** A server of the test of changing keys, with the master keys of its environment: `reseal`, or `open`, which opens everything. */
if (process.argv[2] === 'reseal') await resealAll(300)
if (process.argv[2] === 'open') console.log(JSON.stringify(await openAll()))
await closePools()

/** @returns the texts of all sealed values, by table */
async function openAll(): Promise<Record<string, string[]>> {
  const opened: Record<string, string[]> = {}
  for (const { table, ids, keyId, nonce, ciphertext, placeOf } of SEALED) {
    const idList = ids.map((id) => `"${id}"::text`).join(', ')
    const { rows } = await enginePool().query<Row>(
      `SELECT "companyId", ARRAY[${idList}] AS ids, "${keyId}" AS "keyId", "${nonce}" AS nonce, "${ciphertext}" AS ciphertext
       FROM "${table}" WHERE "${keyId}" IS NOT NULL`,
    )
    opened[table] = rows.map((row) => unseal(row, placeOf(row.companyId, row.ids)))
  }
  return opened
}

type Row = { companyId: string; ids: string[]; keyId: string; nonce: Buffer; ciphertext: Buffer }
