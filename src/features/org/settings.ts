import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { keyOf } from '@/platform/ids'
import { changedKeys } from './rules/diff'
import { missingSetting, startedBy } from './rules/runtime'
import type { AgentSettings, RevisionRow } from './schema'

/** An agent whose row is locked until the transaction ends. */
export type LockedAgent = {
  id: string
  status: 'active' | 'paused' | 'pending_approval' | 'terminated'
  pauseReason: string | null
  version: number
  permissions: { mayHire?: boolean }
  settings: AgentSettings
}

const SETTINGS = `jsonb_build_object('name', name, 'role', role, 'title', title, 'capabilities', capabilities, 'managerId', "managerId",
  'runtime', runtime, 'runtimeConfig', "runtimeConfig", 'instructions', instructions, 'icon', icon, 'metadata', metadata,
  'queueOrder', "queueOrder")`

/** @throws Refusal not_found, or illegal_transition for a terminated agent */
export async function lockAgent(work: Work, agentId: string): Promise<LockedAgent> {
  const [agent] = await work.sql<LockedAgent>(
    `SELECT id, status, "pauseReason", version, permissions, ${SETTINGS} AS settings FROM "Agent"
     WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
    [work.companyId, agentId],
  )
  if (!agent) throw notFound('agent')
  if (agent.status === 'terminated') throw new Refusal('illegal_transition', 'A terminated agent cannot be changed.')
  return agent
}

type Origin = { source: RevisionRow['source']; restoredNumber?: number }

/**
 * Stores new settings of a locked agent as its next revision.
 * @returns which settings changed; without any there is no revision
 */
export async function storeSettings(
  work: Work,
  agent: LockedAgent,
  next: AgentSettings,
  origin: Origin,
): Promise<string[]> {
  const changed = changedKeys(agent.settings, next)
  if (changed.length === 0) return changed
  await work.sql(
    `UPDATE "Agent" SET name = $3, key = $4, role = $5, title = $6, capabilities = $7, "managerId" = $8, runtime = $9,
       "runtimeConfig" = $10, instructions = $11, icon = $12, metadata = $13, "queueOrder" = $14, version = version + 1,
       "updatedAt" = $15 WHERE "companyId" = $1 AND id = $2`,
    [
      ...[work.companyId, agent.id, next.name, keyOf(next.name), next.role, next.title, next.capabilities],
      ...[next.managerId, next.runtime, JSON.stringify(next.runtimeConfig), next.instructions, next.icon],
      ...[JSON.stringify(next.metadata), next.queueOrder, work.now],
    ],
  )
  await storeRevision(work, [agent.id], changed, origin)
  if (changed.includes('runtime') || changed.includes('runtimeConfig')) await answerPullWakes(work, agent.id)
  return changed
}

/** The settings that agents have now, as the revision with the number of their version. */
export async function storeRevision(work: Work, agentIds: string[], changed: string[], origin: Origin): Promise<void> {
  const ids = agentIds.map((agentId) => ({ agentId, id: work.newId() }))
  await work.sql(
    `INSERT INTO "AgentRevision" (id, "companyId", "agentId", number, settings, "changedKeys", source, "restoredNumber", "actorKind",
       "actorId", "createdAt")
     SELECT v.id, $1, a.id, a.version, ${SETTINGS}, $3, $4, $5, $6, $7, $8
     FROM jsonb_to_recordset($2::jsonb) AS v("agentId" uuid, id uuid) JOIN "Agent" a ON a."companyId" = $1 AND a.id = v."agentId"`,
    [
      ...[work.companyId, JSON.stringify(ids), changed, origin.source, origin.restoredNumber ?? null],
      ...[work.actor.kind, work.actor.id, work.now],
    ],
  )
}

/** An agent that can be started from now on answers the wakes that waited for it to ask. */
async function answerPullWakes(work: Work, agentId: string): Promise<void> {
  await work.db.wake.updateMany({
    where: { agentId, state: 'pending', reason: { in: ['pull', 'no_worker'] } },
    data: { reason: null },
  })
}

/**
 * Ends the wait for settings once somebody said how the agent runs.
 * @param isNamed whether the runtime was named with this change
 */
export async function endWaitForConfig(work: Work, agent: LockedAgent, next: AgentSettings, isNamed: boolean) {
  if (agent.pauseReason !== 'needs_config') return
  if (!isNamed && startedBy(next.runtime, next.runtimeConfig) === null) return
  await work.sql(
    `UPDATE "Agent" SET "pauseReason" = NULL, "pausedAt" = NULL, status = CASE status WHEN 'paused' THEN 'active' ELSE status END
     WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, agent.id],
  )
  if (agent.status !== 'paused') return
  work.record({ action: 'agent.resumed', subject: { kind: 'agent', id: agent.id }, details: { was: 'needs_config' } })
  work.announce({ name: 'agent/resumed', data: { companyId: work.companyId, agentId: agent.id }, forEngine: true })
}

/** @throws Refusal invalid_input when the runtime lacks the setting that it cannot do without */
export function requireConfig(runtime: string, config: Record<string, unknown>): void {
  const missing = missingSetting(runtime, config)
  if (!missing) return
  throw new Refusal('invalid_input', `An agent with the runtime ${runtime} needs runtimeConfig.${missing}.`, {
    rule: `${missing}_required`,
    field: `runtimeConfig.${missing}`,
  })
}
