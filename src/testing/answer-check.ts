import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Operation = { responses: Record<string, { content?: Record<string, unknown> }> }
type Document = { servers: { url: string }[]; paths: Record<string, Record<string, Operation>> }
type Found = { method: string; path: string; operation: Operation }

/** Compares answers with what the OpenAPI document of a dialect promises. */
export type AnswerCheck = {
  /**
   * Fails the test when an answer has a status that its operation does not document, or a body of another shape.
   * @param path behind the dialect's base, as it was asked for
   */
  check(method: string, path: string, status: number, body: unknown): void
  /** Operations that were not answered with success yet, as `GET /tasks/{task_id}`. */
  unanswered(): string[]
  /** Every operation of the document. */
  operations(): { method: string; path: string; hasBody: boolean }[]
}

/**
 * Reads the document that a server hands out.
 * @param base of the dialect, as in `/api/v1`
 */
export async function answerCheck(serverUrl: string, base: string): Promise<AnswerCheck> {
  const response = await fetch(`${serverUrl}${base}/openapi.json`)
  return checkOf((await response.json()) as Document)
}

function checkOf(document: Document): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema(document, 'document')
  const validators = new Map<string, ValidateFunction>()
  const answered = new Set<Found>()
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Found => ({ method: method.toUpperCase(), path, operation })),
  )

  /** What is answered has the promised fields and, at the top, no others. */
  function validatorOf({ method, path }: Found, status: number, isList: boolean): ValidateFunction {
    const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', 'application/json']
    const $ref = `document#/${[...pointer, 'schema', ...(isList ? ['items'] : [])].map(escaped).join('/')}`
    const thing = { $ref, unevaluatedProperties: false }
    const known = validators.get($ref) ?? ajv.compile(isList ? { type: 'array', items: thing } : thing)
    validators.set($ref, known)
    return known
  }

  return {
    check(method, asked, status, body) {
      const found = operations.find((each) => each.method === method && fits(each.path, asked))
      if (!found) return
      const promised = found.operation.responses[String(status)]
      const what = `${method} ${found.path} answered ${status}`
      if (!promised) throw new Error(`${what}, which its document does not name: ${JSON.stringify(body)}`)
      if (status < 300) answered.add(found)
      if (!promised.content?.['application/json']) return
      const validate = validatorOf(found, status, Array.isArray(body))
      if (validate(body)) return
      throw new Error(`${what} in another shape: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`)
    },
    unanswered: () => operations.filter((each) => !answered.has(each)).map(({ method, path }) => `${method} ${path}`),
    operations: () =>
      operations.map(({ method, path, operation }) => ({ method, path, hasBody: 'requestBody' in operation })),
  }
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** Whether an address is one of a path with parameters; a path of plain words fits only itself. */
function fits(path: string, asked: string): boolean {
  const wanted = path.split('/')
  const given = asked.replace(/\/?(\?.*)?$/, '').split('/')
  if (wanted.length !== given.length) return false
  return wanted.every((word, at) => (word.startsWith('{') ? given[at] !== 'me' : word === given[at]))
}
