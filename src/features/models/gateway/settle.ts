import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '@/platform/log'
import { settleModelCall } from '../commands/settle-model-call'
import type { Usage } from '../rules/meter'
import type { CallState } from '../schema'
import { keepLater } from './keep'
import type { Underway } from './underway'

/** How a call ended. */
export type Ending = {
  state: Exclude<CallState, 'open' | 'lost' | 'refused'>
  provider: string
  model: string
  usage: Usage
  isEstimated: boolean
  error: string | null
  answer: string
  isCut: boolean
}

const TRIES = 4

/** Puts the end of a call into the books; should that fail for good, the end of its run closes it. Never throws. */
export async function settle(underway: Underway, ending: Ending): Promise<void> {
  const { caller, request, opened, attempts, watch } = underway
  watch.end()
  const { callId } = opened
  if (callId === null) return
  const { answer, isCut, ...rest } = ending
  const isKept = request.endpoint !== 'embeddings'
  for (let tries = 1; ; tries++) {
    try {
      await settleModelCall(caller, { callId, ...rest, attempts, isKept })
      break
    } catch (error) {
      if (tries >= TRIES) {
        log.error({ err: error, callId, companyId: caller.companyId }, 'a call of a model could not be booked')
        return
      }
      await sleep(200 * 4 ** tries)
    }
  }
  if (isKept) await keepLater(caller, { callId, request: request.text, answer, isCut, secrets: request.secrets })
}
