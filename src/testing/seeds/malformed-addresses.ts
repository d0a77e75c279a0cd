import { expect, it } from 'vitest'
import { restClient } from '../rest-client'
import { bodyFor, pathFor } from './bodies'
import { kindOf, TEXTS } from './furnish'
import { filled, type Operation, parametersOf } from './operations'
import { isSafe, type Setting, told, withEach } from './setting'

/** What stands in place of an id, in turns. */
const NO_IDS = ['no-id', '9'.repeat(300), '\u0000nobody', '%2e%2e%2f', '😀', "' OR 1=1 --", 'null', '__proto__']
/** What no address may hold, in turns. */
const NO_TEXT = ['%', '%ff', 'a%00b', '%ed%a0%80', 'x'.repeat(9_000)]
const IN_QUERIES = ['%00', '9'.repeat(300), '-1', encodeURIComponent('😀'), '%ff', '1e999', encodeURIComponent("';--")]

/** Addresses that name nothing, or that cannot be read. */
export function malformedAddresses(setting: () => Setting): void {
  /** Sends what an operation takes to another address. */
  async function wronglyAnswered(operation: Operation, path: string, isRight: (status: number) => boolean) {
    const company = setting().companies[0]!
    const client = restClient(setting().server.url, company.boardKey, { base: operation.base })
    const body = operation.method === 'GET' ? undefined : bodyFor(operation, company)
    const answer = await client(operation.method, path, body)
    return isRight(answer.status) && isSafe(answer) ? [] : [told(operation, path.slice(0, 80), answer)]
  }

  it('with no id in place of an id is not found', async () => {
    const company = setting().companies[0]!
    // those of the installation are refused by who asks, before what is asked for
    const ofCompanies = setting().operations.filter(({ onlyFor }) => onlyFor !== 'administrators')
    const tries = ofCompanies.flatMap((operation, at) =>
      parametersOf(operation.path)
        .filter((name) => kindOf(operation, name))
        .flatMap((name, n) =>
          [0, 3].map((more) => ({ operation, name, garbage: NO_IDS[(at + n + more) % NO_IDS.length]! })),
        ),
    )
    const wrong = await withEach(tries, ({ operation, name, garbage }) => {
      // a shortname, which this might be, is one of a company
      const path = `${pathFor(operation, company, { [name]: garbage })}?companyId=${company.ids.company}`
      return wronglyAnswered(operation, path, (status) => status === 404)
    })
    expect(wrong.flat()).toEqual([])
    expect(tries.length).toBeGreaterThan(800)
  })

  it('that cannot be read breaks nothing', async () => {
    const wrong = await withEach([...setting().operations.entries()], ([at, operation]) => {
      const [first, ...rest] = parametersOf(operation.path)
      const values = Object.fromEntries(rest.map((name) => [name, TEXTS[name] ?? 'x']))
      const path = filled(operation.path, values).replace(`{${first}}`, NO_TEXT[at % NO_TEXT.length]!)
      return wronglyAnswered(operation, path, (status) => status < 500)
    })
    expect(wrong.flat()).toEqual([])
  })

  it('with anything in its query breaks nothing', async () => {
    const company = setting().companies[0]!
    const tries = setting().operations.flatMap((operation, at) =>
      operation.query.flatMap((name, n) =>
        [0, 1, 2].map((more) => ({
          operation,
          query: `${name}=${IN_QUERIES[(at + n + more) % IN_QUERIES.length]}&${name}=x&__proto__[x]=1`,
        })),
      ),
    )
    const wrong = await withEach(tries, ({ operation, query }) =>
      wronglyAnswered(operation, `${pathFor(operation, company)}?${query}`, (status) => status < 500),
    )
    expect(wrong.flat()).toEqual([])
    expect(tries.length).toBeGreaterThan(500)
  })
}
