import { expect, it } from 'vitest'
import { type Answer, restClient } from '../rest-client'
import { type Body, bodyFor, idsIn, pathFor, setAt } from './bodies'
import type { Operation, Schema } from './operations'
import { takes } from './operations'
import { isSafe, MASTER_KEY, type Setting, told, withEach } from './setting'

/** What is no JSON, in turns. */
const BROKEN = ['{"name":', '{"a":1}}', '\ufeff{', '{"a":NaN}', "{'a':1}", '['.repeat(50_000)]
const NO_OBJECTS = ['[]', 'null', '"x"', '7']
const NO_IDS = ['9'.repeat(100), '../../etc/passwd', "' OR 1=1 --", '\u0000', 'agt_']
/** Values of each type, of which a field is sent those that it does not take. */
const VALUES = ['x', 7, { deep: 'x' }, ['x'], true]
const NO_JSON = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/jsonp', 'x']

type Try = { operation: Operation; what: string; body: unknown; isRight(answer: Answer): boolean; type?: string }

const isInvalid = ({ status }: Answer): boolean => status === 400 || status === 422

/** Whether an answer says that the body is wrong, and at which fields. */
const names = (answer: Answer, fields: string[]): boolean =>
  isInvalid(answer) && fields.every((field) => JSON.stringify(answer.body).includes(field))

/** Bodies that are no JSON, no object, or that say something else than the schema. */
export function malformedBodies(setting: () => Setting): void {
  const company = () => setting().companies[0]!
  const withBody = () => setting().operations.filter((each) => each.body && !each.isForm)

  async function expectRefused(tries: Try[], least: number): Promise<void> {
    const wrong = await withEach(tries, async ({ operation, what, body, isRight, type }) => {
      const client = restClient(setting().server.url, MASTER_KEY, { base: operation.base })
      const path = pathFor(operation, company())
      const answer = await client(operation.method, path, body, type ? { 'content-type': type } : {})
      return isRight(answer) && isSafe(answer) ? [] : [told(operation, what, answer)]
    })
    expect(wrong.flat()).toEqual([])
    expect(tries.length).toBeGreaterThan(least)
  }

  const inTurns = (list: string[], isRight: (answer: Answer) => boolean): Try[] =>
    withBody().map((operation, at) => {
      const body = list[at % list.length]!
      return { operation, what: body.slice(0, 20), body, isRight }
    })

  it('that is no JSON is 400', () =>
    expectRefused(
      inTurns(BROKEN, ({ status, body }) => status === 400 && body.code === 'malformed_json'),
      90,
    ))

  it('that is no object is refused', () => expectRefused(inTurns(NO_OBJECTS, isInvalid), 90))

  it('of another content type is 415', () =>
    expectRefused(
      withBody().map((operation, at) => {
        const type = NO_JSON[at % NO_JSON.length]!
        // some take a form, too
        const isRight = ({ status, body }: Answer) => status === 415 || /multipart/.test(JSON.stringify(body))
        return { operation, what: type, body: '{"a":1}', type, isRight }
      }),
      90,
    ))

  it('without what is required is refused, and each field is named', () =>
    expectRefused(
      withBody()
        .map((operation) => ({ operation, fields: operation.body?.required ?? [] }))
        .filter(({ fields }) => fields.length > 0)
        .map(({ operation, fields }) => {
          const body = { ...bodyFor(operation, company()) }
          for (const field of fields) delete body[field]
          return { operation, what: fields.join(), body, isRight: (answer) => names(answer, fields) }
        }),
      50,
    ))

  it.each([0, 1, 2])('with things of other types is refused, and each field is named (%d)', (round) =>
    expectRefused(
      withBody().flatMap((operation): Try[] => {
        const wrong = Object.entries(operation.body?.properties ?? {}).flatMap(([field, schema]) => {
          const value = notTaken(schema)[round]
          return value === undefined ? [] : [[field, value] as const]
        })
        if (wrong.length === 0) return []
        const body: Body = { ...bodyFor(operation, company()), ...Object.fromEntries(wrong) }
        const fields = wrong.map(([field]) => field)
        return [{ operation, what: fields.join(), body, isRight: (answer) => names(answer, fields) }]
      }),
      90,
    ),
  )

  it('with what is no id is refused, and the field is named', () =>
    expectRefused(
      withBody().flatMap((operation, turn) =>
        idsIn(operation).map(({ at }, n): Try => {
          const body = { ...bodyFor(operation, company()) }
          const id = NO_IDS[(turn + n) % NO_IDS.length]!
          setAt(body, at, id)
          const field = at.filter((word) => word !== '0').at(-1) ?? ''
          return { operation, what: `${field} ${id}`, body, isRight: (answer) => names(answer, [field]) }
        }),
      ),
      60,
    ))
}

function notTaken(schema: Schema): unknown[] {
  return VALUES.filter((value) => {
    const type = Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value
    // a whole number is a number, too
    return !takes(schema, type) && !(type === 'integer' && takes(schema, 'number'))
  })
}
