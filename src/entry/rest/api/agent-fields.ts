import { z } from 'zod'
import { HireAgent, runtimeConfigOf, withoutNulls } from '@/features/org'
import { SCHEDULE_POLICY } from '@/features/schedules'
import { AdapterType } from './adapters'
import { Bag, BudgetCents, idOrNull } from './fields'

const Policy = SCHEDULE_POLICY.shape

const Heartbeat = z
  .object({
    enabled: z.boolean().optional(),
    intervalSec: z.int().min(10).nullish(),
    cron: z.string().nullish().meta({ description: 'In place of intervalSec; five fields.' }),
    timezone: z.string().nullish().meta({ description: "IANA name. Default: the company's." }),
    catchUp: Policy.catchUp.unwrap().optional().meta({ description: 'What happens to wakes that were missed.' }),
    catchUpCap: Policy.catchUpCap.meta({ description: 'Most missed wakes that one stands for, with capped.' }),
    maxLatenessSec: Policy.maxLatenessSeconds.meta({ description: 'What is later is left out.' }),
    staggerSec: Policy.staggerSeconds.meta({ description: 'How far the wakes of the company are spread. 0: not.' }),
    officeHours: Policy.officeHours.meta({
      description: 'Wakes outside of these hours are left out. days: 1 is Monday.',
      example: { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' },
    }),
  })
  .meta({ description: 'When the agent wakes by itself. wakeOnDemand and maxConcurrentRuns are always true and 1.' })

const Permissions = z.object({ canCreateAgents: z.boolean().optional() })

const SETTINGS = {
  role: z.string().optional().meta({ example: 'engineer' }),
  title: HireAgent.shape.title.nullable(),
  icon: z.string().max(100).nullish(),
  reportsTo: idOrNull('agent').meta({ description: 'The manager.' }),
  capabilities: z.string().nullish(),
  instructions: z.string().optional(),
  adapterType: AdapterType.optional(),
  adapterConfig: Bag.optional().meta({
    description: 'process: command, args, cwd, env, timeoutSec. http: url, headers, timeoutMs.',
  }),
  runtimeConfig: z.object({ heartbeat: Heartbeat.optional() }).optional(),
  budgetMonthlyCents: BudgetCents.optional(),
  metadata: Bag.nullish(),
}

export const NewAgent = z.object({
  name: HireAgent.shape.name.meta({ example: 'Alice' }),
  ...SETTINGS,
  permissions: Permissions.optional(),
})

export const AgentChange = z
  .object({
    name: HireAgent.shape.name.optional(),
    ...SETTINGS,
    replaceAdapterConfig: z.boolean().optional().meta({ description: 'Default: what is not named stays.' }),
    permissions: z.unknown().optional().meta({ description: 'Refused: PATCH /agents/{id}/permissions.' }),
  })
  .meta({ id: 'AgentChange' })

export const PermissionsChange = Permissions

type Settings = Omit<z.output<typeof AgentChange>, 'permissions' | 'replaceAdapterConfig' | 'name'>

/** What a hire and a change have in common, as the commands take it. */
function settingsOf({ role, title, icon, reportsTo, capabilities, instructions, ...rest }: Settings) {
  return {
    ...{
      role,
      instructions,
      icon,
      managerId: reportsTo,
      runtime: rest.adapterType,
      capMicros: rest.budgetMonthlyCents,
    },
    title: title === null ? '' : title,
    capabilities: capabilities === null ? '' : capabilities,
    metadata: rest.metadata === null ? {} : rest.metadata,
  }
}

/** An agent to be hired, as the commands take it. */
export function hireOf({ name, permissions, adapterConfig, runtimeConfig, ...settings }: z.output<typeof NewAgent>) {
  const { heartbeat } = runtimeConfig ?? {}
  const isTimed = Boolean(heartbeat?.cron || heartbeat?.intervalSec)
  return {
    name,
    ...settingsOf(settings),
    runtimeConfig: adapterConfig && withoutNulls(runtimeConfigOf(adapterConfig)),
    ...(permissions ? { permissions: { mayHire: permissions.canCreateAgents ?? false } } : {}),
    ...(heartbeat && isTimed ? { schedule: { ...timesOf(heartbeat), isEnabled: heartbeat.enabled ?? false } } : {}),
  }
}

/** A change of an agent, as `updateAgent` takes it. */
export function changeOf({ name, adapterConfig, runtimeConfig, ...settings }: z.output<typeof AgentChange>) {
  const { heartbeat } = runtimeConfig ?? {}
  return {
    name,
    ...settingsOf(settings),
    runtimeConfig: adapterConfig && runtimeConfigOf(adapterConfig),
    replaceRuntimeConfig: settings.replaceAdapterConfig,
    ...(heartbeat ? { schedule: { ...timesOf(heartbeat), isEnabled: heartbeat.enabled } } : {}),
  }
}

function timesOf({ cron, intervalSec, timezone, ...policy }: z.output<typeof Heartbeat>) {
  const { catchUp, catchUpCap, officeHours, maxLatenessSec, staggerSec } = policy
  return {
    ...{ cron, intervalSeconds: intervalSec, timeZone: timezone, catchUp, catchUpCap, officeHours },
    ...{ maxLatenessSeconds: maxLatenessSec, staggerSeconds: staggerSec },
  }
}
