import { Hono } from 'hono'
import type { Route } from './route'
import { Unacceptable } from './unacceptable'

/**
 * Serves a table of routes. A trailing slash makes no difference; another method of a known path, and an unknown path, are told apart.
 * @param base path in front of all routes, as in `/api/v1`
 * @param document makes the OpenAPI document, served as `openapi.json`
 * @param answer tells a problem in the dialect's own form
 */
export function mount(
  table: readonly Route[],
  base: string,
  document: () => object,
  answer: (problem: unknown) => Response,
): Hono {
  const app = new Hono({ strict: false }).basePath(base)
  app.get('/openapi.json', (context) => context.json(document()))
  for (const row of table) app.on(row.method.toUpperCase(), honoPath(row.path), (context) => row.respond(context))
  // what is left of a known path is another method
  for (const path of new Set(table.map((row) => row.path))) {
    const allowed = table.filter((row) => row.path === path).map((row) => row.method.toUpperCase())
    app.all(honoPath(path), (context) => {
      const message = `${context.req.method} is not possible here. Use ${allowed.join(' or ')}.`
      throw new Unacceptable(405, 'method_not_allowed', message, { allow: allowed.join(', ') })
    })
  }
  app.notFound((context) => {
    const message = `There is nothing at ${context.req.path}. ${base}/openapi.json lists all paths.`
    return answer(new Unacceptable(404, 'not_found', message))
  })
  app.onError((error) => answer(error))
  return app
}

/** `/tasks/{task_id}` as Hono writes it. */
function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
