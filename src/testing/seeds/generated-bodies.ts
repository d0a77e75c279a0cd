import fc from 'fast-check'
import { expect, it } from 'vitest'
import { restClient } from '../rest-client'
import { bodyFor, pathFor } from './bodies'
import { isEnding, type Operation, smallest } from './operations'
import { isSafe, type Setting, told, withEach } from './setting'

/** The same bodies each time, unless another seed is asked for. */
const SEED = Number(process.env.FC_SEED ?? 20261121)
const BODIES_EACH = 8

const SHAPES = [
  '\'; DROP TABLE "Task"; --',
  '$1 OR 1=1',
  '%s%n{{7*7}}#{7*7}',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '../../../../etc/passwd\u0000.md',
  '\u0000',
  'a\ud800b',
  '\udfff\ud800',
  '\u202egnp.exe',
  'e\u0301\u0301\u0301\u200d\ufeff',
  '😀'.repeat(300),
  '-',
  ' ',
  '1e999',
  '2026-02-30T25:61:00Z',
  '\r\nset-cookie: a=b',
]
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...SHAPES) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 60_000 }).map((length) => 'x'.repeat(length)) },
)
const number = fc.constantFrom(-1, 0, 0.1, -0, 2 ** 31, 2 ** 53, 2 ** 63, -1e308, 1e308, 5e-324)
const nested = fc.integer({ min: 2, max: 400 }).map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)))
const prototype = fc.constantFrom(
  JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {"role": "owner"}}}'),
  JSON.parse('{"toString": 1, "hasOwnProperty": null, "length": -1}'),
)
const anything = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 3, arbitrary: number },
  ...[nested, prototype, fc.constantFrom(null, true, [], {}), fc.array(text, { maxLength: 20 })].map((arbitrary) => ({
    weight: 1,
    arbitrary,
  })),
)

/** Bodies with hostile text wherever text is taken, which go deep, and some with anything anywhere, which do not. */
function bodies({ body }: Operation, valid: object): fc.Arbitrary<object> {
  const fields = Object.entries(body?.properties ?? {})
  const texts = fields.filter(([, schema]) => typeof smallest(schema) === 'string' && !schema.enum && !schema.format)
  const some = (of: typeof fields, value: fc.Arbitrary<unknown>) =>
    fc
      .record(Object.fromEntries(of.map(([field]) => [field, value])), { requiredKeys: [] })
      .map((changed) => ({ ...valid, ...changed }))
  return fc.oneof(some(texts, text), some(texts, text), some(fields, anything))
}

/** Bodies made from the schemas, with what breaks careless programs in them. */
export function generatedBodies(setting: () => Setting): void {
  it('made to break something breaks nothing, and is told nothing', async () => {
    const company = setting().companies[0]!
    const operations = setting().operations.filter((each) => each.body)
    const inOrder = [...operations.filter((each) => !isEnding(each)), ...operations.filter(isEnding)]
    const tries = inOrder.flatMap((operation) =>
      fc
        .sample(bodies(operation, bodyFor(operation, company) ?? {}), { numRuns: BODIES_EACH, seed: SEED })
        .map((body) => ({ operation, body })),
    )
    const wrong = await withEach(tries, async ({ operation, body }) => {
      const client = restClient(setting().server.url, company.boardKey, { base: operation.base })
      const answer = await client(operation.method, pathFor(operation, company), body)
      return isSafe(answer) ? [] : [`${told(operation, '', answer)} ← ${JSON.stringify(body).slice(0, 300)}`]
    })
    expect(wrong.flat()).toEqual([])
    expect(tries.length).toBeGreaterThan(1_000)
  })

  it('with the same name twice, or headers as long as they may be, breaks nothing', async () => {
    const company = setting().companies[0]!
    const operations = setting().operations.filter((each) => each.body && !isEnding(each))
    const wrong = await withEach(operations, async (operation) => {
      const client = restClient(setting().server.url, company.boardKey, { base: operation.base })
      const twice = JSON.stringify(bodyFor(operation, company)).replace(/^\{"(\w+)":/, '{"$1": {}, "$1":')
      const headers = { 'x-request-id': 'x'.repeat(8_000), 'idempotency-key': '\u00ff'.repeat(300), cookie: 'a=;;=;=' }
      const answer = await client(operation.method, pathFor(operation, company), twice, headers)
      return isSafe(answer) ? [] : [told(operation, '', answer)]
    })
    expect(wrong.flat()).toEqual([])
  })
}
