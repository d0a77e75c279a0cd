import { Hono } from 'hono'
import { describeTable } from './openapi'
import { problemAnswer, Unacceptable } from './problem'
import { TABLE } from './table'

export const BASE = '/api/v1'

/** The REST dialect `/api/v1`. A trailing slash makes no difference. */
export const restV1 = new Hono({ strict: false }).basePath(BASE)

/** The OpenAPI 3.1 document. */
export const openApiDocument = describeTable(TABLE, BASE)

restV1.get('/openapi.json', (context) => context.json(openApiDocument()))

for (const row of TABLE) {
  restV1.on(row.method.toUpperCase(), honoPath(row.path), (context) => row.respond(context))
}

// what is left of a known path is another method
for (const path of new Set(TABLE.map((row) => row.path))) {
  const allowed = TABLE.filter((row) => row.path === path).map((row) => row.method.toUpperCase())
  restV1.all(honoPath(path), (context) => {
    const message = `${context.req.method} is not possible here. Use ${allowed.join(' or ')}.`
    throw new Unacceptable(405, 'method_not_allowed', message, { allow: allowed.join(', ') })
  })
}

restV1.notFound((context) =>
  problemAnswer(
    new Unacceptable(
      404,
      'not_found',
      `There is nothing at ${context.req.path}. ${BASE}/openapi.json lists all paths.`,
    ),
  ),
)
restV1.onError((error) => problemAnswer(error))

/** `/tasks/{task_id}` as Hono writes it. */
function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
