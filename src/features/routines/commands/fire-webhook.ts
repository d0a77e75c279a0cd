import { z } from 'zod'
import { now } from '@/platform/clock'
import { clean, defineCommand, type Work } from '@/platform/command'
import { systemSql } from '@/platform/database'
import { notFound, Refusal } from '@/platform/errors'
import { settle } from '../fire'
import type { Values } from '../rules/variables'
import { RoutineRunView, type Signing } from '../schema'
import { insertRun, lockRoutine, runById, selectRuns } from '../store'
import { type Admitted, admit, openSecret, type SealedSecret } from '../webhook'

const Header = z.string().max(2000).nullable()

const FireWebhook = z.object({
  triggerId: z.uuid(),
  /** As it was sent: the signature is over every letter of it. */
  body: z.string(),
  authorization: Header,
  signature: Header,
  timestamp: Header,
  githubSignature: Header,
  idempotencyKey: Header,
})

/** Most deliveries that a webhook takes in one minute, whoever sends them. */
export const DELIVERIES_A_MINUTE = 60
const WINDOW_SECONDS = 60

/**
 * Where the address of a webhook leads, and counts that somebody came. For the door: nobody is known there before the signature is,
 * so that what is not signed counts as well.
 * @throws Refusal not_found when it leads nowhere; rate_limited with `retryAfterSeconds`
 */
export async function admitDelivery(publicId: string): Promise<{ companyId: string; triggerId: string }> {
  const at = now()
  const [found] = await systemSql<{
    companyId: string
    triggerId: string
    windowAt: string | null
    isCounted: boolean
  }>(
    `WITH counted AS (
       UPDATE "RoutineTrigger" SET "windowAt" = CASE WHEN "windowAt" > $2 THEN "windowAt" ELSE $3 END,
         "windowCount" = CASE WHEN "windowAt" > $2 THEN "windowCount" + 1 ELSE 1 END
       WHERE "publicId" = $1 AND (("windowAt" > $2) IS NOT TRUE OR "windowCount" < $4) RETURNING id
     )
     SELECT "companyId", id AS "triggerId", "windowAt", EXISTS (SELECT 1 FROM counted) AS "isCounted" FROM "RoutineTrigger"
     WHERE "publicId" = $1`,
    [publicId, new Date(at.getTime() - WINDOW_SECONDS * 1000), at, DELIVERIES_A_MINUTE],
  )
  if (!found) throw notFound('webhook')
  if (found.isCounted) return found
  const sinceMs = found.windowAt ? at.getTime() - Date.parse(found.windowAt) : 0
  throw new Refusal('rate_limited', `This webhook takes ${DELIVERIES_A_MINUTE} deliveries a minute.`, {
    ...{ rule: 'webhook_rate', retryAfterSeconds: Math.max(1, Math.ceil(WINDOW_SECONDS - sinceMs / 1000)) },
  })
}

/**
 * Takes a delivery to a webhook, and fires its routine. A signed delivery counts once; one with an idempotency key gets the answer of
 * the first. The body, when it is a JSON object, fills in variables of the same names.
 * @throws Refusal not_found; invalid_input for JSON that is nested too deep; unauthenticated when the signature does not fit; already_exists for a delivery that is played again
 */
export const fireWebhook = defineCommand({
  name: 'fireWebhook',
  grant: 'run:report',
  input: FireWebhook,
  output: RoutineRunView,
  records: ['routine.fired'],
  announces: ['routine/run.settled'],
  async run(work, { triggerId, ...delivery }) {
    const trigger = await webhookOf(work, triggerId)
    const admitted = admit(expectedOf(work, triggerId, trigger), delivery, work.now)
    const routine = await lockRoutine(work, trigger.routineId)
    const before = await deliveredBefore(work, triggerId, admitted)
    if (before) {
      work.unchanged()
      return before
    }
    if (!trigger.isEnabled)
      throw new Refusal('broken_rule', 'This webhook is switched off.', { rule: 'trigger_disabled' })
    const payload = readPayload(delivery.body)
    const { deliveryKey } = admitted
    const source = 'webhook' as const
    const runId = await insertRun(work, { routineId: routine.id, triggerId, source, deliveryKey, payload })
    await settle(work, routine, { runId, source, payload, given: recordOf(payload), at: work.now })
    return runById(work, runId)
  },
})

type Webhook = SealedSecret & {
  routineId: string
  isEnabled: boolean
  signing: z.output<typeof Signing>
  replayWindowSeconds: number
}

async function webhookOf(work: Work, triggerId: string): Promise<Webhook> {
  const [trigger] = await work.sql<Webhook>(
    `SELECT "routineId", "isEnabled", signing, "replayWindowSeconds", "secretKeyId", "secretNonce", "secretCiphertext"
     FROM "RoutineTrigger" WHERE "companyId" = $1 AND id = $2 AND kind = 'webhook'`,
    [work.companyId, triggerId],
  )
  if (!trigger) throw notFound('webhook')
  return trigger
}

function expectedOf(work: Work, triggerId: string, webhook: Webhook) {
  const { signing, replayWindowSeconds, secretKeyId: keyId, secretNonce: nonce, secretCiphertext: ciphertext } = webhook
  const isSealed = keyId !== null && nonce !== null && ciphertext !== null
  const secret = isSealed ? openSecret({ keyId, nonce, ciphertext }, work.companyId, triggerId) : null
  return { signing, replayWindowSeconds, secret }
}

/** The run of the same delivery, where its sender asked for that; a signed one that comes again is refused. */
async function deliveredBefore(work: Work, triggerId: string, { deliveryKey, isProof }: Admitted) {
  if (deliveryKey === null) return null
  const [before] = await selectRuns(work, 'r."triggerId" = $2 AND r."deliveryKey" = $3', [triggerId, deliveryKey])
  if (!before || !isProof) return before ?? null
  throw new Refusal('already_exists', 'This delivery was taken before. Sign what you send anew.', {
    ...{ rule: 'delivery_replayed', routineRunId: before.id },
  })
}

/** JSON as what it says, any other text as it is; null for nothing. @throws Refusal invalid_input for JSON that is nested too deep */
function readPayload(body: string): unknown {
  if (body.trim() === '') return null
  let payload: unknown = body
  try {
    payload = JSON.parse(body)
  } catch {
    // a text is a payload, too
  }
  return clean(payload)
}

function recordOf(payload: unknown): Values {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? { ...payload } : {}
}
