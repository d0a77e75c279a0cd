import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ApiError, apiAt } from '../api'
import { keepKey, keptKey } from './kept-keys'

export { keptKey } from './kept-keys'

const Asked = z.object({
  ...{ id: z.string(), token: z.string(), boardApiToken: z.string(), code: z.string() },
  ...{ approvalPath: z.string(), suggestedPollIntervalMs: z.number() },
})
const Answer = z.object({ status: z.enum(['pending', 'approved', 'cancelled', 'expired']) })

/**
 * Logs this command line in: prints where a person lets it in, waits for that, and keeps the key for the next commands.
 * @param say prints a line
 * @returns whether it was let in
 */
export async function logIn(url: string, say: (line: string) => void): Promise<boolean> {
  const api = apiAt(`${url}/api`, undefined)
  const client = { command: 'paperclip login', clientName: os.hostname().slice(0, 80) }
  const asked = Asked.parse(await api('POST', '/cli-auth/challenges', client))
  say(`Open ${url}${asked.approvalPath}\nand compare the code: ${asked.code}`)
  for (;;) {
    await sleep(asked.suggestedPollIntervalMs)
    const { status } = Answer.parse(await api('GET', `/cli-auth/challenges/${asked.id}?token=${asked.token}`))
    if (status === 'pending') continue
    if (status === 'approved') {
      keepKey(url, asked.boardApiToken)
      say('Logged in. The key is kept for this user; paperclip logout ends it.')
      return true
    }
    say(status === 'cancelled' ? 'Not let in.' : 'Nobody answered in ten minutes. Ask again with: paperclip login')
    return false
  }
}

/** Ends the key of this command line at `url`, there and here; one that is over there already, only here. @returns what to print */
export async function logOut(url: string): Promise<string> {
  const key = keptKey(url)
  if (!key) return `Nobody is logged in to ${url} here.`
  const isEnded = await endKey(url, key)
  keepKey(url, null)
  return isEnded ? 'Logged out. The key is revoked.' : 'The key was not valid any more. It is forgotten here.'
}

/** @returns false for a key that has expired or was revoked */
async function endKey(url: string, key: string): Promise<boolean> {
  try {
    await apiAt(`${url}/api`, key)('POST', '/cli-auth/revoke-current')
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false
    throw error
  }
}
