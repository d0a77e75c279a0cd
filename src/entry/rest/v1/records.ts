import { Readable } from 'node:stream'
import type { ReadableStream as NodeWebStream } from 'node:stream/web'
import { z } from 'zod'
import { ListAudit } from '@/features/audit'
import { ComplianceFormat, complianceExport } from '@/features/reports'
import { type SearchHit, SearchKind, search } from '@/features/search'
import { exportConversation } from '@/features/templates'
import { publicId } from '@/platform/ids'
import { commaList, Instant, idOf, NextCursor, shownId } from './fields'
import { route } from './route'

const Hit = z
  .object({
    kind: SearchKind,
    id: z.string(),
    task_id: shownId('task').nullable(),
    task_identifier: z.string().nullable(),
    title: z.string(),
    snippet: z
      .array(z.object({ text: z.string(), is_match: z.boolean() }))
      .meta({ description: 'The text around the first match, in pieces. Plain text.' }),
    at: Instant,
  })
  .meta({ id: 'SearchHit' })

function hitAnswer({ kind, title, at, ...hit }: SearchHit): z.output<typeof Hit> {
  return {
    ...{ kind, title, at, id: publicId(kind, hit.id), task_id: publicId('task', hit.taskId) },
    task_identifier: hit.taskIdentifier,
    snippet: hit.snippet.map(({ text, isMatch }) => ({ text, is_match: isMatch })),
  }
}

/** A file to save. */
function download(fileName: string, contentType: string, body: BodyInit): Response {
  const disposition = `attachment; filename="${fileName}"`
  return new Response(body, { headers: { 'content-type': contentType, 'content-disposition': disposition } })
}

const CompliancePeriod = z.object({
  from: ListAudit.shape.from.unwrap(),
  to: ListAudit.shape.to.unwrap(),
  format: ComplianceFormat.optional().meta({ description: 'json, csv or md. Default: json.' }),
})

export const records = [
  route({
    method: 'get',
    path: '/companies/{company_id}/search',
    name: 'search',
    tag: 'Record',
    summary: 'Find tasks, messages, documents and logs of runs by their words, best first',
    query: z.object({
      q: z.string().meta({ example: 'offline sync' }),
      kinds: commaList(SearchKind).optional(),
      task_id: idOf('task').optional(),
      limit: z.coerce.number().int().min(1).max(99).default(20).meta({ type: 'integer' }),
      cursor: z.uuid().optional(),
    }),
    answer: z.object({ results: z.array(Hit), next_cursor: NextCursor }),
    run: async ({ caller, query: { q, kinds, task_id: taskId, limit, cursor: after } }) => {
      const found = await search(caller, { q, kinds, taskId, after, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { results: page.map(hitAnswer), next_cursor: found.length > limit ? (page.at(-1)?.id ?? null) : null }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/compliance',
    name: 'complianceExport',
    permittedBy: 'complianceSummary',
    tag: 'Record',
    summary: 'Save the record of a period: the log with its hashes, approvals, access and changes of settings',
    query: CompliancePeriod,
    answer: z.string(),
    produces: 'application/octet-stream',
    refusals: ['broken_rule'],
    run: async ({ caller, query }) => {
      const { contentType, fileName, text } = await complianceExport(caller, query)
      return download(
        fileName,
        contentType,
        Readable.toWeb(Readable.from(text)) as NodeWebStream<Uint8Array> as BodyInit,
      )
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/conversation',
    name: 'exportConversation',
    tag: 'Record',
    summary: "Save a task's thread as one text",
    query: z.object({ format: z.enum(['json', 'md']).optional().meta({ description: 'Default: md.' }) }),
    answer: z.string(),
    produces: 'text/markdown',
    run: async ({ caller, id, query }) => {
      const { fileName, contentType, text } = await exportConversation(caller, { taskId: id, ...query })
      return download(fileName, contentType, text)
    },
  }),
]
