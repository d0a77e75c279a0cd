import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { masterKeys } from '@/platform/master-key'
import { type Sealed, type SealedColumns, seal, unseal } from '@/platform/sealed'
import { Resealed, ResealValues } from '../schema'
import { SEALED } from '../sealed-columns'

const BATCH = 200

/** A row by its ids, as text. */
type Row = Sealed & { ids: string[] }

/**
 * Seals anew a batch of a company's values that an older master key sealed. Nobody notices: a value opens before, during and after.
 * What somebody else is writing is left for the next time.
 */
export const resealValues = defineCommand({
  name: 'resealValues',
  grant: 'secret:write',
  input: ResealValues,
  output: Resealed,
  records: ['secret.resealed'],
  announces: [],
  async run(work, { table, after }) {
    const columns = SEALED.find((each) => each.table === table)
    if (!columns) throw notFound('table of sealed values')
    const [first, ...older] = masterKeys()
    const rows = await lockBatch(
      work,
      columns,
      older.map(({ id }) => id),
      after,
    )
    const fresh = rows.flatMap((row) => resealed(row, columns.placeOf(work.companyId, row.ids)))
    await store(work, columns, fresh)
    if (fresh.length === 0) work.unchanged()
    else {
      const details = { count: fresh.length, keyId: first.id }
      work.record({ action: 'secret.resealed', subject: { kind: 'company', id: work.companyId }, details })
    }
    const last = rows.length < BATCH ? null : (rows.at(-1)?.ids ?? null)
    return { resealed: fresh.length, left: rows.length - fresh.length, last }
  },
})

/** The ids of a row, as a list of texts. */
const idsOf = ({ ids }: SealedColumns) => `ARRAY[${ids.map((id) => `t."${id}"::text`).join(', ')}]`

function lockBatch(work: Work, columns: SealedColumns, keyIds: string[], after: string[]): Promise<Row[]> {
  const { table, keyId, nonce, ciphertext } = columns
  return work.sql<Row>(
    `SELECT ${idsOf(columns)} AS ids, t."${keyId}" AS "keyId", t."${nonce}" AS nonce, t."${ciphertext}" AS ciphertext FROM "${table}" t
     WHERE t."companyId" = $1 AND t."${keyId}" = ANY($2) AND ${idsOf(columns)} > $3::text[]
     ORDER BY 1 LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`,
    [work.companyId, keyIds, after],
  )
}

function resealed(row: Row, place: string): Row[] {
  try {
    return [{ ids: row.ids, ...seal(unseal(row, place), place) }]
  } catch (error) {
    // a damaged one stays as it is, for whoever asks for it to be told
    if (error instanceof Refusal) return []
    throw error
  }
}

async function store(work: Work, columns: SealedColumns, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const { table, keyId, nonce, ciphertext } = columns
  const fresh = rows.map((row) => ({
    ...{ ids: row.ids, key: row.keyId },
    ...{ nonce: row.nonce.toString('hex'), text: row.ciphertext.toString('hex') },
  }))
  await work.sql(
    `UPDATE "${table}" t SET "${keyId}" = x.key, "${nonce}" = decode(x.nonce, 'hex'), "${ciphertext}" = decode(x.text, 'hex')
     FROM jsonb_to_recordset($2::jsonb) AS x(ids text[], key text, nonce text, text text)
     WHERE t."companyId" = $1 AND ${idsOf(columns)} = x.ids`,
    [work.companyId, JSON.stringify(fresh)],
  )
}
