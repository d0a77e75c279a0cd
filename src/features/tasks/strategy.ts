import { gateOf, mayPass, requireGate } from '@/features/companies'
import type { View } from '@/platform/command'
import { isDrafting } from './rules/strategy'

/** Whether the caller is the root agent of a company that has not approved its strategy yet, and wants to. */
export async function isBeforeStrategy(view: View): Promise<boolean> {
  if (view.actor.kind !== 'agent') return false
  const [root] = await view.sql(
    `SELECT 1 FROM "Agent" a JOIN "Company" c ON c.id = a."companyId"
     WHERE a."companyId" = $1 AND a.id = $2 AND a."managerId" IS NULL AND c."strategyApprovedAt" IS NULL`,
    [view.companyId, view.actor.id],
  )
  return root !== undefined && !mayPass(view, await gateOf(view, 'approve_ceo_strategy'))
}

/** @throws Refusal needs_approval for a step of the root agent that the board's approval of the strategy must come before */
export async function requireStrategy(view: View, step: Parameters<typeof isDrafting>[0]): Promise<void> {
  if (isDrafting(step) || !(await isBeforeStrategy(view))) return
  await requireGate(view, 'approve_ceo_strategy')
}
