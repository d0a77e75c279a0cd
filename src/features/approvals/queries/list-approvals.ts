import type { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { type ApprovalRow, ListApprovals } from '../schema'
import { selectApprovals, shownRow } from '../shown'

/** Approvals, newest first; `before` is the id of the last one of the page before. */
export const listApprovals = defineQuery({
  name: 'listApprovals',
  grant: 'approval:read',
  input: ListApprovals,
  async run(view, filter): Promise<ApprovalRow[]> {
    const { text, values } = choosePage(filter)
    const rows = await selectApprovals(view, text, values)
    return rows.map((row) => shownRow(view, row))
  },
})

/** Only the conditions that are asked for: with one state, its index gives the page in order. */
function choosePage({ status, type, requestedByAgentId, taskId, before, limit }: z.output<typeof ListApprovals>) {
  const values: unknown[] = []
  const add = (value: unknown) => `$${values.push(value) + 1}`
  const where = ['a."companyId" = $1']
  if (status?.length === 1) where.push(`a.status = ${add(status[0])}`)
  else if (status) where.push(`a.status = ANY(${add(status)})`)
  if (type) where.push(`a.type = ${add(type)}`)
  if (requestedByAgentId) where.push(`a."requestedByKind" = 'agent' AND a."requestedById" = ${add(requestedByAgentId)}`)
  if (taskId) {
    where.push(`a.id IN (SELECT "approvalId" FROM "ApprovalTask" WHERE "companyId" = $1 AND "taskId" = ${add(taskId)})`)
  }
  if (before) {
    where.push(
      `(a."createdAt", a.id) < (SELECT "createdAt", id FROM "Approval" WHERE "companyId" = $1 AND id = ${add(before)})`,
    )
  }
  const text = `SELECT a.id FROM "Approval" a WHERE ${where.join(' AND ')} ORDER BY a."createdAt" DESC, a.id DESC LIMIT ${add(limit)}`
  return { text, values }
}
