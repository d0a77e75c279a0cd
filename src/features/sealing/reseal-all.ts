import { systemCaller } from '@/features/access'
import { systemSql } from '@/platform/database'
import { log } from '@/platform/log'
import { masterKeys, masterKeysOrNone } from '@/platform/master-key'
import { resealValues } from './commands/reseal-values'
import { SEALED } from './sealed-columns'

/**
 * Brings what older master keys of this server sealed under the first one, in all companies, a batch a transaction: whenever it ends, by
 * itself or not, the next call goes on. With one key there is nothing to do.
 * @param seconds begins no further batch after so many
 * @returns how many values
 */
export async function resealAll(seconds: number): Promise<number> {
  const older = masterKeysOrNone().slice(1)
  if (older.length === 0) return 0
  const until = performance.now() + seconds * 1000
  let total = 0
  for (const { table, keyId } of SEALED) {
    const companies = await systemSql<{ companyId: string }>(
      `SELECT DISTINCT "companyId" FROM "${table}" WHERE "${keyId}" = ANY($1)`,
      [older.map(({ id }) => id)],
    )
    for (const { companyId } of companies) total += await resealTable(companyId, table, until)
  }
  if (total > 0) log.info({ values: total, keyId: masterKeys()[0].id }, 'values were sealed anew')
  return total
}

async function resealTable(companyId: string, table: string, until: number): Promise<number> {
  const caller = systemCaller(companyId, 'sealing')
  let total = 0
  for (let after: string[] | null = []; after && performance.now() < until; ) {
    const { resealed, left, last } = await resealValues(caller, { table, after })
    if (left > 0) log.warn({ companyId, table, values: left }, 'sealed values are damaged and stay under an older key')
    total += resealed
    after = last
  }
  return total
}
