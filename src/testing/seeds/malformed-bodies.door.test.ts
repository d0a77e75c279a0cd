import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, restClient } from '../rest-client'
import { type RunningServer, startServer } from '../running-server'
import { type Body, bodyFor, idsIn, pathFor, setAt } from './bodies'
import { type Furnished, furnish } from './furnish'
import { nameOf, type Operation, readOperations, type Schema, takes } from './operations'

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

const withBody = () => operations.filter((each) => each.body)

/** Sends a body to an operation, at things that are there. */
const send = ({ base, method, path }: Operation, body: unknown, at = ''): Promise<Answer> =>
  restClient(server.url, KEY, { base })(method, at || path, body)

/** An answer in one line, for the list of those that are wrong. */
function told(operation: Operation, what: string, { status, body }: Answer): string {
  return `${nameOf(operation)} ${what.slice(0, 40)}: ${status} ${JSON.stringify(body).slice(0, 200)}`
}

type Try = { what: string; body: unknown; isRefused: (answer: Answer) => boolean }

/** What is answered in another way than it should be, over all operations that take a body. */
async function wronglyAnswered(tries: (operation: Operation) => Try[]): Promise<{ wrong: string[]; tried: number }> {
  const wrong: string[] = []
  let tried = 0
  for (const operation of withBody()) {
    for (const { what, body, isRefused } of tries(operation)) {
      const answer = await send(operation, body, pathFor(operation, company))
      if (!isRefused(answer)) wrong.push(told(operation, what, answer))
      tried++
    }
  }
  return { wrong, tried }
}

const isInvalid = ({ status }: Answer): boolean => status === 400 || status === 422

/** Whether an answer says that the body is wrong, and at which field. */
function names(answer: Answer, field: string): boolean {
  return isInvalid(answer) && JSON.stringify(answer.body).includes(field)
}

const propertiesOf = (operation: Operation): [string, Schema][] => Object.entries(operation.body?.properties ?? {})

/** A body that would be taken, with one field changed. */
const changed = (operation: Operation, field: string, value: unknown): Body => {
  const body = { ...bodyFor(operation, company) }
  if (value === undefined) delete body[field]
  else body[field] = value
  return body
}

describe('a body', () => {
  it.each([
    ['{"name":', 400],
    ['{"a":1}}', 400],
  ])('that is no JSON, as %j, is 400', async (text, status) => {
    const { wrong, tried } = await wronglyAnswered(() => [
      {
        what: text,
        body: text,
        isRefused: (answer) => answer.status === status && answer.body.code === 'malformed_json',
      },
    ])
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(90)
  })

  it.each(['[]', 'null', '"x"'])('that is %s and no object is refused', async (text) => {
    const { wrong } = await wronglyAnswered(() => [{ what: text, body: text, isRefused: isInvalid }])
    expect(wrong).toEqual([])
  })

  it('without a required field is refused, and the field is named', async () => {
    const { wrong, tried } = await wronglyAnswered((operation) =>
      (operation.body?.required ?? []).map((field) => ({
        what: field,
        body: changed(operation, field, undefined),
        isRefused: (answer) => names(answer, field),
      })),
    )
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(50)
  })

  it.each([
    ['string', 7],
    ['string', { deep: 'x' }],
    ['integer', 'x'],
    ['boolean', 'perhaps'],
    ['array', 'x'],
    ['object', 'x'],
  ])('with another thing than a %s in its place, as %j, is refused, and the field is named', async (type, value) => {
    const { wrong, tried } = await wronglyAnswered((operation) =>
      propertiesOf(operation)
        .filter(([, schema]) => takes(schema, type) && !takes(schema, typeOf(value)))
        .map(([field]) => ({
          what: field,
          body: changed(operation, field, value),
          isRefused: (answer) => names(answer, field),
        })),
    )
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(0)
  })

  it.each([['9'.repeat(100)], ['../../etc/passwd'], ["' OR 1=1 --"], ['\u0000'], ['agt_']])(
    'with an id like %j is refused, and the field is named',
    async (id) => {
      const { wrong, tried } = await wronglyAnswered((operation) =>
        idsIn(operation).map(({ at }) => {
          const body = { ...bodyFor(operation, company) }
          setAt(body, at, id)
          const field = at.filter((word) => word !== '0').at(-1) ?? ''
          return { what: field, body, isRefused: (answer) => names(answer, field) }
        }),
      )
      expect(wrong).toEqual([])
      expect(tried).toBeGreaterThan(60)
    },
  )

  it.each([
    ['a byte that text cannot have', 'a\u0000b'],
    ['half a character', 'a\ud800b'],
    ['very much', 'x'.repeat(200_000)],
    ['a number of any size', -1e308],
    ['a list of everything', [null, {}, [], 7, '']],
    ['a prototype', JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": 1}')],
  ])('with %s in any field breaks nothing', async (_what, value) => {
    const { wrong } = await wronglyAnswered((operation) =>
      propertiesOf(operation).map(([field]) => ({
        what: field,
        body: changed(operation, field, value),
        isRefused: ({ status }) => status < 500,
      })),
    )
    expect(wrong).toEqual([])
  })
})

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' ? 'number' : typeof value
}
