import { z } from 'zod'
import { defineQuery } from '@/platform/command'

/** How many questions wait for the board, and how many of them the caller may decide. */
export const countPendingApprovals = defineQuery({
  name: 'countPendingApprovals',
  grant: 'approval:read',
  input: z.object({}),
  async run(view): Promise<{ pending: number; mine: number }> {
    const [row] = await view.sql<{ admin: number; owner: number }>(
      `SELECT count(*) FILTER (WHERE needs <> 'owner')::int AS admin, count(*) FILTER (WHERE needs = 'owner')::int AS owner
       FROM "Approval" WHERE "companyId" = $1 AND status = 'pending' AND ("expiresAt" IS NULL OR "expiresAt" > $2)`,
      [view.companyId, view.now],
    )
    const { admin, owner } = row ?? { admin: 0, owner: 0 }
    const byMe = (grant: `${string}:${string}`, count: number) => (view.grants.has(grant) ? count : 0)
    return { pending: admin + owner, mine: byMe('approval:decide', admin) + byMe('approval:decide_as_owner', owner) }
  },
})
