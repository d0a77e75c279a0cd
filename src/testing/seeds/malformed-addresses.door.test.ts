import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, restClient } from '../rest-client'
import { type RunningServer, startServer } from '../running-server'
import { bodyFor, pathFor } from './bodies'
import { type Furnished, furnish, kindOf, TEXTS } from './furnish'
import { filled, nameOf, type Operation, parametersOf, readOperations } from './operations'

const KEY = 'master-key-for-the-tests'

let server: RunningServer
let operations: Operation[]
let company: Furnished

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  operations = await readOperations(server.url)
  company = await furnish(server, KEY, 'Quokka')
})
afterAll(() => server?.stop())

const send = ({ base, method }: Operation, path: string, body?: unknown): Promise<Answer> =>
  restClient(server.url, KEY, { base })(method, path, body)

/** An answer in one line, for the list of those that are wrong. */
function told(operation: Operation, what: string, { status, body }: Answer): string {
  return `${nameOf(operation)} ${what.slice(0, 40)}: ${status} ${JSON.stringify(body).slice(0, 200)}`
}

describe('an address', () => {
  it.each(['no-id', '9'.repeat(300), '\u0000nobody', '%2e%2e%2f', '😀', "' OR 1=1 --", 'null'])(
    'with %j in place of an id is not found',
    async (garbage) => {
      const wrong: string[] = []
      for (const operation of operations) {
        for (const name of parametersOf(operation.path).filter((each) => kindOf(operation, each))) {
          // a shortname, which this might be, is one of a company
          const path = `${pathFor(operation, company, { [name]: garbage })}?companyId=${company.ids.company}`
          const answer = await send(operation, path, bodyFor(operation, company))
          if (answer.status !== 404) wrong.push(told(operation, name, answer))
        }
      }
      expect(wrong).toEqual([])
    },
  )

  it.each(['%', '%ff', 'a%00b'])('that ends in %j breaks nothing', async (garbage) => {
    const wrong: string[] = []
    for (const operation of operations) {
      const [first, ...rest] = parametersOf(operation.path)
      const values = Object.fromEntries(rest.map((name) => [name, TEXTS[name] ?? 'x']))
      const path = filled(operation.path, values).replace(`{${first}}`, garbage)
      const answer = await send(operation, path, bodyFor(operation, company))
      if (answer.status >= 500) wrong.push(told(operation, path, answer))
    }
    expect(wrong).toEqual([])
  })

  it.each(['%00', '9'.repeat(300), '-1', '😀'])('with %j in its query breaks nothing', async (text) => {
    const wrong: string[] = []
    for (const operation of operations) {
      for (const name of operation.query) {
        const value = text === '%00' ? text : encodeURIComponent(text)
        const answer = await send(operation, `${pathFor(operation, company)}?${name}=${value}`)
        if (answer.status >= 500) wrong.push(told(operation, name, answer))
      }
    }
    expect(wrong).toEqual([])
  })
})
