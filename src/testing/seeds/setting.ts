import type { Answer } from '../rest-client'
import { type RunningServer, startServer } from '../running-server'
import { type Furnished, furnish } from './furnish'
import { nameOf, type Operation, readOperations } from './operations'

export const MASTER_KEY = 'master-key-for-the-tests'

/** A server that others reach, where nobody is anybody without a credential, every operation of its documents, and companies. */
export type Setting = { server: RunningServer; operations: Operation[]; companies: Furnished[] }

/** @param words one for each company, which is in the name, the title or the text of everything in it */
export async function openSetting(...words: string[]): Promise<Setting> {
  const server = await startServer({
    env: {
      PAPERCLIP_API_KEY: MASTER_KEY,
      BASE_URL: '',
      HOST: '0.0.0.0',
      RATE_LIMIT: '0',
      PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS: '1',
    },
  })
  const operations = await readOperations(server.url)
  const companies = await Promise.all(words.map((word) => furnish(server, MASTER_KEY, word)))
  return { server, operations, companies }
}

/** An answer in one line, for the list of those that are wrong. */
export function told(operation: Operation, what: string, { status, body }: Pick<Answer, 'status' | 'body'>): string {
  return `${nameOf(operation)} ${what.slice(0, 60)}: ${status} ${JSON.stringify(body).slice(0, 200)}`
}

/** What only the server's log may hold: where its code is, and how it asks its database. */
const INNER =
  /\bat .{1,200}:\d+:\d+|node_modules|dist\/|\b(SELECT|INSERT INTO|UPDATE) ["\w]|syntax error at|violates|relation "/
const FORESEEN = ['company_halted', 'upstream_failed']

/** Whether an answer is one that was foreseen, says nothing of the inside, of another company (Wombat), and is a problem in JSON if any. */
export function isSafe({ status, body }: Pick<Answer, 'status' | 'body'>): boolean {
  const text = JSON.stringify(body)
  if (/wombat/i.test(text)) return false
  if (status < 400) return true
  const isProblem = typeof body.error === 'string' && typeof body.code === 'string'
  return isProblem && !INNER.test(text) && (status < 500 || FORESEEN.includes(String(body.code)))
}

const AT_ONCE = 8

/** Does something with each of a list, eight at a time; the results are in the order of the list. */
export async function withEach<T, R>(list: readonly T[], act: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const line = async () => {
    for (let at = next++; at < list.length; at = next++) results[at] = await act(list[at]!)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
  return results
}
