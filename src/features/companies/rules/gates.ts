import { z } from 'zod'

/** What may need somebody's approval: the types of approvals. */
export const GATED_ACTIONS = [
  'hire_agent',
  'approve_ceo_strategy',
  'budget_override_required',
  'config_change',
  'config_rollback',
  'request_board_approval',
] as const
export type GatedAction = (typeof GATED_ACTIONS)[number]

/** Who must agree: nobody, an administrator (or an owner), or an owner. */
export const Gate = z.enum(['none', 'admin', 'owner'])
export type Gate = z.output<typeof Gate>

export const Gates = z.partialRecord(z.enum(GATED_ACTIONS), Gate)
export type Gates = z.output<typeof Gates>

/** For a company that says nothing: who may act by its role, acts; what an agent asks for goes to the administrators. */
const DEFAULTS: Record<GatedAction, Gate> = {
  hire_agent: 'none',
  approve_ceo_strategy: 'none',
  budget_override_required: 'admin',
  config_change: 'admin',
  config_rollback: 'admin',
  request_board_approval: 'admin',
}

/** The whole matrix of a company. */
export function gatesOf(stored: Gates): Record<GatedAction, Gate> {
  return { ...DEFAULTS, ...stored }
}
