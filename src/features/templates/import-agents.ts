import { hireAgent, updateAgent } from '@/features/org'
import { needsConfig } from '@/features/org/rules/runtime'
import { openInputs } from '@/features/vault'
import { readReference, settingsIn, withSettings } from '@/features/vault/rules/settings'
import type { Work } from '@/platform/command'
import type { Bundle, PlanRow } from './schema'
import { pauseIncomplete, type SettledAgent, settleAgents } from './store'

type Agent = Bundle['agents'][number]

/**
 * Hires the agents of a bundle, managers first, and leaves them paused.
 * @returns ids by the keys of the bundle; of an agent that was skipped, that of the one that is here
 */
export async function importAgents(
  work: Work,
  bundle: Bundle,
  plan: readonly PlanRow[],
  isNew: boolean,
): Promise<Map<string, string>> {
  const rows = new Map(plan.map((row) => [row.key, row]))
  const ids = new Map(plan.flatMap(({ key, existingId }) => (existingId ? [[key, existingId] as const] : [])))
  const arrived: Agent[] = []
  const incomplete: string[] = []
  for (const agent of managersFirst(bundle.agents)) {
    const row = rows.get(agent.key)
    if (row?.action === 'replace' && row.existingId) {
      const isComplete = await replace(work, { ...agent, name: row.name }, row.existingId)
      if (!isComplete) incomplete.push(row.existingId)
    } else if (row && row.action !== 'skip') {
      ids.set(agent.key, await hire(work, agent, row.name, ids, bundle.agents))
      arrived.push(agent)
    }
  }
  if (arrived.length > 0)
    await settleAgents(
      work,
      arrived.map((agent) => settled(agent, ids, isNew)),
    )
  if (incomplete.length > 0) await pauseIncomplete(work, incomplete)
  return ids
}

/** Who is somebody's manager stands before them, and live agents before terminated ones: one of these may have had their place. */
function managersFirst(agents: readonly Agent[]): Agent[] {
  const byKey = new Map(agents.map((agent) => [agent.key, agent]))
  const depths = new Map<string, number>()
  for (const agent of agents) {
    const way: Agent[] = []
    let at: Agent | undefined = agent
    while (at && !depths.has(at.key)) {
      way.push(at)
      at = byKey.get(at.manager ?? '')
    }
    for (const each of way.reverse()) depths.set(each.key, (depths.get(each.manager ?? '') ?? -1) + 1)
  }
  const placed = agents.map((agent) => ({
    agent,
    depth: depths.get(agent.key) ?? 0,
    isOver: agent.status === 'terminated',
  }))
  return placed.sort((a, b) => Number(a.isOver) - Number(b.isOver) || a.depth - b.depth).map(({ agent }) => agent)
}

async function hire(
  work: Work,
  agent: Agent,
  name: string,
  ids: ReadonlyMap<string, string>,
  all: readonly Agent[],
): Promise<string> {
  const { key: _key, manager, status: _status, createdAt: _created, updatedAt: _updated, schedule, ...settings } = agent
  const isManagerLive = all.find(({ key }) => key === manager)?.status !== 'terminated'
  const hired = await hireAgent.within(work, {
    ...settings,
    name,
    source: 'import',
    // below the root, where its own manager is not there or terminated
    managerId: manager && isManagerLive ? ids.get(manager) : undefined,
    schedule: schedule ? { ...schedule, isEnabled: false } : null,
  })
  return hired.id
}

/** In a new company everybody stands where they stood; elsewhere the hire has found a place. */
function settled(agent: Agent, ids: ReadonlyMap<string, string>, isNew: boolean): SettledAgent {
  const { key, status, runtimeConfig, manager } = agent
  const isOver = status === 'terminated'
  return {
    id: ids.get(key)!,
    status: isOver ? 'terminated' : 'paused',
    pauseReason: isOver ? null : needsConfig(agent.runtime, runtimeConfig) ? 'needs_config' : 'imported',
    createdAt: agent.createdAt ?? null,
    updatedAt: agent.updatedAt ?? null,
    ...(isNew && { managerId: manager ? (ids.get(manager) ?? null) : null }),
  }
}

/**
 * Gives an agent that is here the settings of the bundle. What it has secrets for keeps them.
 * @returns whether all its settings have a value
 */
async function replace(work: Work, agent: Agent, agentId: string): Promise<boolean> {
  const {
    key: _key,
    manager: _manager,
    status: _status,
    createdAt: _created,
    updatedAt: _updated,
    schedule,
    ...settings
  } = agent
  const before = await work.db.agent.findFirst({ where: { id: agentId }, select: { runtimeConfig: true } })
  const runtimeConfig = withSettings(agent.runtimeConfig, secretsKept(agent.runtimeConfig, before?.runtimeConfig))
  await updateAgent.within(work, {
    ...settings,
    ...{ agentId, runtimeConfig, replaceRuntimeConfig: true, source: 'import' },
    ...(schedule && { schedule: { ...schedule, isEnabled: false } }),
  })
  return openInputs(runtimeConfig).length === 0
}

function secretsKept(config: Record<string, unknown>, before: unknown): Map<string, unknown> {
  const old = typeof before === 'object' && before !== null ? settingsIn({ ...before }) : []
  const known = new Map(
    old.filter(({ value }) => readReference(value)?.kind === 'secret').map(({ path, value }) => [path, value]),
  )
  const open = settingsIn(config).filter(({ value }) => readReference(value)?.kind === 'input')
  return new Map(open.flatMap(({ path }) => (known.has(path) ? [[path, known.get(path)] as const] : [])))
}
