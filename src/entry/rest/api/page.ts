import { z } from 'zod'
import type { IdKind } from '@/platform/ids'
import { idOf } from './fields'

/** `limit` and `cursor` of a list that is read page by page. */
export function pageOf(kind: IdKind | null, defaultLimit = 100, maxLimit = 499) {
  return z.object({
    ...limitOf(defaultLimit, maxLimit).shape,
    cursor: (kind ? idOf(kind) : z.uuid('is no cursor'))
      .optional()
      .meta({ type: 'string', description: '`X-Next-Cursor` of the page before.' }),
  })
}

/** `limit` of a list. What is above the most is taken for the most. */
export function limitOf(defaultLimit = 100, maxLimit = 500) {
  return z.object({
    limit: z.coerce
      .number('must be a number')
      .int()
      .min(1)
      .default(defaultLimit)
      .transform((limit) => Math.min(limit, maxLimit))
      .meta({ type: 'integer', description: `At most ${maxLimit}. Default: ${defaultLimit}.` }),
  })
}

type Asked = { request: Request; header(name: string, value: string): void }

/**
 * Cuts a list that was asked for with one row too many down to its page, and says in the headers where the next one begins.
 * @param cursorOf of the last row of the page
 */
export function cut<T>(rows: T[], limit: number, asked: Asked, cursorOf: (row: T) => string): T[] {
  if (rows.length <= limit) return rows
  const page = rows.slice(0, limit)
  pointTo(cursorOf(page.at(-1)!), asked)
  return page
}

/** Says in the headers where the next page begins. */
export function pointTo(cursor: string, { request, header }: Asked): void {
  const { pathname, searchParams } = new URL(request.url)
  searchParams.set('cursor', cursor)
  header('x-next-cursor', cursor)
  header('link', `<${pathname}?${searchParams}>; rel="next"`)
}

/** The cursor of most lists: the row's id. */
export const byId = (row: { id: string }) => row.id
