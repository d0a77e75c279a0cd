import type { Caller } from '@/platform/command'
import { log } from '@/platform/log'
import { keepConversation } from '../commands/keep-conversation'

type Said = { callId: string; request: string; answer: string; isCut: boolean; secrets: string[] }

/** More than this does not wait in memory: then an answer waits for what was said before it. */
const MOST_CHARACTERS = 32_000_000

let characters = 0
let last = Promise.resolve()

/**
 * Keeps what was said in a call that is booked, behind the answer that the client has by then: one conversation after the other.
 * @returns what to wait for before the answer ends: nothing, unless much is waiting already
 */
export function keepLater(caller: Caller, said: Said): Promise<void> {
  const length = said.request.length + said.answer.length
  characters += length
  last = last.then(async () => {
    try {
      await keepConversation(caller, said)
    } catch (error) {
      log.error({ err: error, callId: said.callId, companyId: caller.companyId }, 'a conversation could not be kept')
    } finally {
      characters -= length
    }
  })
  return characters > MOST_CHARACTERS ? last : Promise.resolve()
}

/** Once all that was said so far is kept. */
export function allKept(): Promise<void> {
  return last
}
