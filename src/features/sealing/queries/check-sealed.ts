import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { type Sealed, type SealedColumns, unseal } from '@/platform/sealed'
import { SEALED } from '../sealed-columns'

/** Values that open, and how many do not, by the key that sealed them. */
export type SealedCheck = { opened: number; closed: { keyId: string; values: number }[] }

const PAGE = 500

/** Opens every sealed value of the company, and shows none. */
export const checkSealed = defineQuery({
  name: 'checkSealed',
  grant: 'secret:read',
  input: z.object({}),
  async run(view): Promise<SealedCheck> {
    let opened = 0
    const closed = new Map<string, number>()
    for (const columns of SEALED) {
      for await (const row of rowsOf(view, columns)) {
        if (opens(row, columns.placeOf(view.companyId, row.ids))) opened += 1
        else closed.set(row.keyId, (closed.get(row.keyId) ?? 0) + 1)
      }
    }
    return { opened, closed: [...closed].map(([keyId, values]) => ({ keyId, values })) }
  },
})

type Row = Sealed & { ids: string[] }

async function* rowsOf({ sql, companyId }: View, { table, ids, keyId, nonce, ciphertext }: SealedColumns) {
  const idList = `ARRAY[${ids.map((id) => `"${id}"::text`).join(', ')}]`
  for (let after: string[] = []; ; ) {
    const rows: Row[] = await sql<Row>(
      `SELECT ${idList} AS ids, "${keyId}" AS "keyId", "${nonce}" AS nonce, "${ciphertext}" AS ciphertext FROM "${table}"
       WHERE "companyId" = $1 AND "${keyId}" IS NOT NULL AND ${idList} > $2::text[] ORDER BY 1 LIMIT ${PAGE}`,
      [companyId, after],
    )
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.ids
  }
}

function opens(row: Sealed, place: string): boolean {
  try {
    unseal(row, place)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
