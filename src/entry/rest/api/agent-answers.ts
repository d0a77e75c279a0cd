import { z } from 'zod'
import { type AgentRow, type AgentView, adapterConfigOf, adapterTypeOf } from '@/features/org'
import { OfficeHours } from '@/features/schedules'
import { Bag, Cents, capCents, cents, Id, IdOrNull, Instant, InstantOrNull, Never, Text } from './fields'

export const AgentStatus = z
  .enum(['idle', 'running', 'paused', 'error', 'pending_approval', 'terminated'])
  .meta({ description: '`error`: idle, and the last run failed.' })

export const AgentListed = z
  .object({
    id: Id,
    companyId: Id,
    name: z.string(),
    urlKey: z.string().meta({ description: 'The shortname.' }),
    role: z.string(),
    title: Text,
    icon: Text,
    status: AgentStatus,
    pauseReason: Text.meta({ description: 'manual, budget or system.' }),
    reportsTo: IdOrNull,
    adapterType: z.string(),
    budgetMonthlyCents: Cents.meta({ description: '0: no limit.' }),
    spentMonthlyCents: Cents,
    lastHeartbeatAt: InstantOrNull.meta({ description: 'When the last run began.' }),
    createdAt: Instant,
  })
  .meta({ id: 'AgentListed' })

const Heartbeat = z.object({
  enabled: z.boolean(),
  intervalSec: z.int().nullable(),
  cron: Text,
  timezone: Text,
  catchUp: z.enum(['skip', 'one', 'capped']),
  catchUpCap: z.int(),
  maxLatenessSec: z.int().nullable(),
  staggerSec: z.int().nullable(),
  officeHours: OfficeHours.nullable(),
  nextAt: InstantOrNull,
  wakeOnDemand: z.literal(true),
  maxConcurrentRuns: z.literal(1),
})

export const Agent = AgentListed.extend({
  capabilities: Text,
  instructions: z.string(),
  adapterConfig: Bag,
  runtimeConfig: z.object({ heartbeat: Heartbeat }),
  permissions: z.object({ canCreateAgents: z.boolean() }),
  metadata: Bag,
  contextMode: z.literal('thin'),
  defaultEnvironmentId: Never,
  pausedAt: InstantOrNull,
  updatedAt: Instant,
  chainOfCommand: z
    .array(z.object({ id: Id, name: z.string(), role: z.string(), title: Text }))
    .meta({ description: 'Nearest manager first.' }),
  access: z.object({ canAssignTasks: z.boolean(), canCreateAgents: z.boolean() }),
}).meta({ id: 'Agent' })

const FAILED = ['failed', 'timed_out']
const PAUSE_REASONS = ['manual', 'budget', 'system']

export function agentStatusOf(row: AgentRow): z.output<typeof AgentStatus> {
  return row.state === 'idle' && FAILED.includes(row.lastRunState ?? '') ? 'error' : row.state
}

export function agentListed(row: AgentRow): z.output<typeof AgentListed> {
  const { pauseReason } = row
  return {
    id: row.id,
    companyId: row.companyId,
    name: row.name,
    urlKey: row.key,
    role: row.role,
    title: row.title || null,
    icon: row.icon,
    status: agentStatusOf(row),
    pauseReason: pauseReason && (PAUSE_REASONS.includes(pauseReason) ? pauseReason : 'system'),
    reportsTo: row.managerId,
    adapterType: adapterTypeOf(row.runtime),
    budgetMonthlyCents: capCents(row.capMicros),
    spentMonthlyCents: cents(row.spentMicros),
    lastHeartbeatAt: row.lastRunAt,
    createdAt: row.createdAt,
  }
}

export function agentAnswer(view: AgentView): z.output<typeof Agent> {
  const canCreateAgents = view.permissions.mayHire
  return {
    ...agentListed(view),
    capabilities: view.capabilities || null,
    instructions: view.instructions,
    adapterConfig: adapterConfigOf(view.runtime, view.runtimeConfig),
    runtimeConfig: { heartbeat: heartbeatOf(view) },
    permissions: { canCreateAgents },
    metadata: view.metadata,
    contextMode: 'thin',
    defaultEnvironmentId: null,
    pausedAt: view.pausedAt,
    updatedAt: view.updatedAt,
    chainOfCommand: view.chainOfCommand.map(({ id, name, role, title }) => ({ id, name, role, title: title || null })),
    access: { canAssignTasks: true, canCreateAgents },
  }
}

function heartbeatOf({ schedule }: AgentView): z.output<typeof Heartbeat> {
  return {
    enabled: schedule?.isEnabled ?? false,
    intervalSec: schedule?.intervalSeconds ?? null,
    cron: schedule?.cron ?? null,
    timezone: schedule?.timeZone ?? null,
    catchUp: schedule?.catchUp ?? 'one',
    catchUpCap: schedule?.catchUpCap ?? 5,
    maxLatenessSec: schedule?.maxLatenessSeconds ?? null,
    staggerSec: schedule?.staggerSeconds ?? null,
    officeHours: schedule?.officeHours ?? null,
    nextAt: schedule?.nextWakeAt ?? null,
    wakeOnDemand: true,
    maxConcurrentRuns: 1,
  }
}
