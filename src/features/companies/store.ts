import type { View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { type Gate, type GatedAction, type Gates, gatesOf } from './rules/gates'

/** Whose approval an action needs in this company. */
export async function gateOf(view: View, action: GatedAction): Promise<Gate> {
  const [company] = await view.sql<{ gates: Gates }>(`SELECT gates FROM "Company" WHERE id = $1`, [view.companyId])
  return gatesOf(company?.gates ?? {})[action]
}

/** Whether the caller may decide what this gate guards. */
export function mayPass(view: View, gate: Gate): boolean {
  if (gate === 'none') return true
  return view.grants.has(gate === 'owner' ? 'approval:decide_as_owner' : 'approval:decide')
}

/**
 * For an action that the caller's grants permit: whether the company lets it act without asking.
 * @throws Refusal needs_approval that says whose approval to request
 */
export async function requireGate(view: View, action: GatedAction): Promise<void> {
  const gate = await gateOf(view, action)
  if (mayPass(view, gate)) return
  const who = gate === 'owner' ? 'an owner' : 'an administrator'
  throw new Refusal('needs_approval', `This needs the approval of ${who}. Request an approval of the type ${action}.`, {
    action,
    needs: gate,
  })
}
