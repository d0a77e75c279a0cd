import type { Gate, GatedAction } from '@/features/companies/rules/gates'

/** Who asks, as far as it matters for whose agreement is needed. */
export type Asker = {
  kind: 'person' | 'agent' | 'system'
  grants: ReadonlySet<string>
  /** An agent that the board lets hire, and that asks for a hire below itself, within its own budget. */
  mayHire: boolean
}

/** The grant that a person needs to do by hand what the approval is about; null where asking is all there is to it. */
const GRANT: Record<GatedAction, string | null> = {
  hire_agent: 'org:write',
  approve_ceo_strategy: null,
  budget_override_required: 'budget:write',
  config_change: 'org:write',
  config_rollback: 'org:write',
  request_board_approval: null,
}

/** Settings that say how much an agent may do and spend. */
const LIMITS = ['permissions', 'capMicros']

/**
 * Whose agreement is needed. The company's gate, and where it is open, still an administrator's for what the asker may not do by
 * itself: a gate that is open lets people use their rights, and lets nobody raise its own.
 */
export function needsOf(gate: Gate, action: GatedAction, asker: Asker, payload: Record<string, unknown>): Gate {
  if (gate !== 'none') return gate
  return mayActAlone(action, asker, payload) ? 'none' : 'admin'
}

function mayActAlone(action: GatedAction, asker: Asker, payload: Record<string, unknown>): boolean {
  // What the product itself asks is a question to somebody.
  if (asker.kind === 'system') return false
  const grant = GRANT[action]
  if (grant === null) return true
  if (asker.kind === 'person') return asker.grants.has(grant)
  // an agent that may hire does not hand that on
  if (action === 'hire_agent') return asker.mayHire && !payload.permissions
  if (action === 'budget_override_required') return false
  const change = (payload.change ?? {}) as Record<string, unknown>
  return !LIMITS.some((name) => name in change)
}

const STRENGTH: Record<Gate, number> = { none: 0, admin: 1, owner: 2 }

/** The stricter of two gates: one that was raised after the question holds for the question too. */
export function stricter(a: Gate, b: Gate): Gate {
  return STRENGTH[a] >= STRENGTH[b] ? a : b
}
