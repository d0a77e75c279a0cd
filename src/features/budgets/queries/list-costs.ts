import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { Billing } from '../schema'

export type CostRow = {
  id: string
  agentId: string
  taskId: string | null
  taskIdentifier: string | null
  runId: string | null
  model: string
  provider: string
  billing: Billing
  tokensIn: number
  tokensOut: number
  tokensCached: number
  tokensCacheWritten: number
  costMicros: number
  listMicros: number
  isPriced: boolean
  isUnusual: boolean
  /** Null for what was reported; else what the entry does to the one that it corrects. */
  correction: 'void' | 'adjustment' | null
  correctsId: string | null
  reason: string
  /** Taken back by a later entry. */
  isVoided: boolean
  createdAt: string
}

/** Ledger entries, newest first; `before` is the id of the last row of the page before. */
export const listCosts = defineQuery({
  name: 'listCosts',
  grant: 'budget:read',
  input: z.object({
    agentId: z.uuid().optional(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  run: (view, { agentId, before, limit }) =>
    view.sql<CostRow>(
      `SELECT id, "agentId", "taskId", (SELECT t.identifier FROM "Task" t WHERE t."companyId" = $1 AND t.id = e."taskId") AS "taskIdentifier", "runId", model, provider, billing, "tokensIn", "tokensOut", "tokensCached",
         "tokensCacheWritten", "costMicros", "listMicros", "isPriced", "isUnusual", correction, "correctsId", reason, "createdAt",
         correction IS NULL AND EXISTS (SELECT 1 FROM "CostEntry" v WHERE v."companyId" = $1 AND v."correctsId" = e.id AND v.correction = 'void')
           AS "isVoided"
       FROM "CostEntry" e WHERE "companyId" = $1 AND ($2::uuid IS NULL OR "agentId" = $2)
         AND ($3::uuid IS NULL OR ("createdAt", id) < (SELECT "createdAt", id FROM "CostEntry" WHERE "companyId" = $1 AND id = $3))
       ORDER BY "createdAt" DESC, id DESC LIMIT $4`,
      [view.companyId, agentId ?? null, before ?? null, limit],
    ),
})
