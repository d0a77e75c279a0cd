import { type Context, Hono } from 'hono'
import { withinBodyLimit } from '../http/body-limit'
import type { Dialect } from './dialect'
import { describeTable } from './openapi'
import { problemAnswer, Unacceptable } from './problem'
import type { Route } from './route'

/**
 * Serves a dialect's table, and the OpenAPI document of it at `/openapi.json`. A trailing slash makes no difference. Forms may be of
 * any length: who reads them counts; other bodies keep to the limit.
 */
export function serve(dialect: Dialect, table: readonly Route[]) {
  const app = new Hono({ strict: false }).basePath(dialect.base)
  const openApiDocument = describeTable(table, dialect)
  app.get('/openapi.json', (context) => context.json(openApiDocument()))
  for (const row of table) app.on(row.method.toUpperCase(), honoPath(row.path), (context) => answerOf(row, context))

  // what is left of a known path is another method
  for (const path of new Set(table.map((row) => row.path))) {
    const allowed = table.filter((row) => row.path === path).map((row) => row.method.toUpperCase())
    app.all(honoPath(path), (context) => {
      const message = `${context.req.method} is not possible here. Use ${allowed.join(' or ')}.`
      throw new Unacceptable(405, 'method_not_allowed', message, { headers: { allow: allowed.join(', ') } })
    })
  }
  app.notFound((context) => {
    const message = `There is nothing at ${context.req.path}. ${dialect.base}/openapi.json lists all paths.`
    return problemAnswer(dialect, new Unacceptable(404, 'not_found', message))
  })
  app.onError((error) => problemAnswer(dialect, error))

  const answer = (request: Request) =>
    isForm(request.headers.get('content-type')) ? app.fetch(request) : withinBodyLimit(request, (r) => app.fetch(r))
  return { answer, openApiDocument }
}

/** Of an answer whose head alone was asked for, nobody reads the body: whatever makes it is told to stop. */
async function answerOf(row: Route, context: Context): Promise<Response> {
  const response = await row.respond(context)
  if (context.req.method === 'HEAD') await response.body?.cancel()
  return response
}

/** Whether a body is a form with files in it. */
export function isForm(contentType: string | null | undefined): boolean {
  return /^multipart\/form-data\b/i.test(contentType ?? '')
}

/** `/tasks/{task_id}` as Hono writes it. */
function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
