import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { addKey } from '../add-key'
import { undecidedOnly } from '../cli-login'
import { ApiKeyView } from '../schema'

type Row = {
  command: string
  clientName: string | null
  requestedCompanyId: string | null
  boardTokenHash: string
  boardLastFour: string
}

/**
 * Lets a command line in: makes the key that it waits for, a key of the board of this company that acts as the person who approves.
 * @throws Refusal illegal_transition when it was decided already or waited too long, broken_rule when it asks for another company
 */
export const approveCliChallenge = defineCommand({
  name: 'approveCliChallenge',
  grant: 'key:write',
  input: z.object({ challengeId: z.uuid() }),
  output: ApiKeyView,
  records: ['key.created'],
  announces: ['key/created'],
  async run(work, { challengeId }) {
    if (work.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person can let a command line in.')
    const challenge = await lockPending(work, challengeId)
    const { command, clientName, requestedCompanyId, boardTokenHash, boardLastFour } = challenge
    if (requestedCompanyId !== null && requestedCompanyId !== work.companyId) {
      throw new Refusal('broken_rule', 'The command line asks for another company.', { rule: 'other_company' })
    }
    const narrowed = { agentId: null, role: null, expiresAt: null }
    const told = { kind: 'board' as const, name: clientName ?? 'Command line', lastFour: boardLastFour, ...narrowed }
    const key = await addKey(work, { ...told, tokenHash: boardTokenHash }, { command, challengeId })
    await work.sql(
      `UPDATE "CliChallenge" SET status = 'approved', "decidedAt" = $2, "approvedBy" = $3, "keyCompanyId" = $4, "keyId" = $5
       WHERE id = $1`,
      [challengeId, work.now, work.actor.id, work.companyId, key.id],
    )
    return key
  },
})

/** Holds the challenge until the end of the transaction: of two who decide, the second finds it decided. */
async function lockPending(work: Work, challengeId: string): Promise<Row> {
  const [row] = await work.sql<Row & { status: string; isOver: boolean }>(
    `SELECT command, "clientName", "requestedCompanyId", "boardTokenHash", "boardLastFour", status, "expiresAt" <= $2 AS "isOver"
     FROM "CliChallenge" WHERE id = $1 FOR NO KEY UPDATE`,
    [challengeId, work.now],
  )
  if (!row) throw notFound('challenge')
  undecidedOnly(row.status === 'pending' && row.isOver ? 'expired' : row.status)
  return row
}
