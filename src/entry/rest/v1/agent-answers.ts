import { z } from 'zod'
import type { AgentRow, AgentView } from '@/features/org'
import { OfficeHours } from '@/features/schedules'
import { publicId } from '@/platform/ids'
import { Cents, cents, centsOrNull, Instant, shownId, Usd, usd, usdOrNull } from './fields'

export const AgentBudget = z.object({
  monthly_usd: Usd.nullable().meta({ description: 'Null means no limit.' }),
  monthly_cents: Cents.nullable(),
  spent_usd: Usd,
  spent_cents: Cents,
  remaining_usd: Usd.nullable(),
  remaining_cents: Cents.nullable(),
})

const Heartbeat = z.object({
  enabled: z.boolean(),
  cron: z.string().nullable().meta({ example: '0 * * * *' }),
  interval_seconds: z.number().nullable(),
  timezone: z.string().nullable().meta({ description: "Null: the company's." }),
  catch_up: z.string(),
  catch_up_cap: z.number(),
  max_lateness_seconds: z.number().nullable(),
  stagger_seconds: z.number().nullable(),
  office_hours: OfficeHours.nullable(),
  next_at: Instant.nullable(),
  last_at: Instant.nullable(),
})

export const AgentSummary = z
  .object({
    id: shownId('agent'),
    company_id: shownId('company'),
    name: z.string().meta({ example: 'Alice' }),
    key: z.string().meta({ description: 'A shortname; not unique.', example: 'alice' }),
    icon: z.string().nullable(),
    role: z.string().meta({ example: 'cto' }),
    title: z.string(),
    reports_to: shownId('agent').nullable(),
    runtime: z.string().meta({ example: 'bash' }),
    status: z.string().meta({ description: 'idle, running, paused, pending_approval or terminated', example: 'idle' }),
    pause_reason: z.string().nullable().meta({ description: 'manual, budget or system' }),
    run_id: shownId('run').nullable().meta({ description: 'The live run.' }),
    stalled: z.boolean().meta({ description: 'That run has been silent for five minutes or more.' }),
    open_tasks: z.number(),
    budget: AgentBudget,
    next_heartbeat_at: Instant.nullable(),
    last_run_at: Instant.nullable(),
    last_run_state: z.string().nullable(),
    created_at: Instant,
  })
  .meta({ id: 'AgentSummary' })

export const Agent = AgentSummary.extend({
  capabilities: z.string(),
  instructions: z.string(),
  endpoint: z.string().nullable(),
  runtime_config: z.record(z.string(), z.unknown()),
  heartbeat: Heartbeat.nullable(),
  metadata: z.record(z.string(), z.unknown()),
  queue_order: z.string().nullable(),
  permissions: z.object({ may_hire: z.boolean() }),
  config_revision: z.number().meta({ description: 'Grows with every change of the settings.' }),
  chain_of_command: z.array(z.object({ id: shownId('agent'), name: z.string(), role: z.string() })),
  paused_at: Instant.nullable(),
  terminated_at: Instant.nullable(),
  last_seen_at: Instant.nullable(),
  updated_at: Instant,
}).meta({ id: 'Agent' })

export function agentSummary(row: AgentRow): z.output<typeof AgentSummary> {
  const left = row.capMicros === null ? null : row.capMicros - row.spentMicros
  return {
    id: publicId('agent', row.id),
    company_id: publicId('company', row.companyId),
    name: row.name,
    key: row.key,
    icon: row.icon,
    role: row.role,
    title: row.title,
    reports_to: publicId('agent', row.managerId),
    runtime: row.runtime,
    status: row.state,
    pause_reason: row.pauseReason,
    run_id: publicId('run', row.runId),
    stalled: row.isStalled,
    open_tasks: row.openTasks,
    budget: {
      monthly_usd: usdOrNull(row.capMicros),
      monthly_cents: centsOrNull(row.capMicros),
      spent_usd: usd(row.spentMicros),
      spent_cents: cents(row.spentMicros),
      remaining_usd: usdOrNull(left),
      remaining_cents: centsOrNull(left),
    },
    next_heartbeat_at: row.nextWakeAt,
    last_run_at: row.lastRunAt,
    last_run_state: row.lastRunState,
    created_at: row.createdAt,
  }
}

export function agentAnswer(agent: AgentView): z.output<typeof Agent> {
  const { endpoint } = agent.runtimeConfig
  const { schedule } = agent
  return {
    ...agentSummary(agent),
    capabilities: agent.capabilities,
    instructions: agent.instructions,
    endpoint: typeof endpoint === 'string' ? endpoint : null,
    runtime_config: agent.runtimeConfig,
    heartbeat: schedule && {
      enabled: schedule.isEnabled,
      cron: schedule.cron,
      interval_seconds: schedule.intervalSeconds,
      timezone: schedule.timeZone,
      catch_up: schedule.catchUp,
      catch_up_cap: schedule.catchUpCap,
      max_lateness_seconds: schedule.maxLatenessSeconds,
      stagger_seconds: schedule.staggerSeconds,
      office_hours: schedule.officeHours,
      next_at: schedule.nextWakeAt,
      last_at: schedule.lastSlotAt,
    },
    metadata: agent.metadata,
    queue_order: agent.queueOrder,
    permissions: { may_hire: agent.permissions.mayHire },
    config_revision: agent.version,
    chain_of_command: agent.chainOfCommand.map(({ id, name, role }) => ({ id: publicId('agent', id), name, role })),
    paused_at: agent.pausedAt,
    terminated_at: agent.terminatedAt,
    last_seen_at: agent.lastSeenAt,
    updated_at: agent.updatedAt,
  }
}
