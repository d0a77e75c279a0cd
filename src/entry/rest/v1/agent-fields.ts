import { z } from 'zod'
import { HireAgent, Permissions, RUNTIMES, Runtime, UpdateAgent } from '@/features/org'
import { SCHEDULE_POLICY } from '@/features/schedules'
import { DollarsOrNull, idOrNull } from './fields'

const RuntimeName = z
  .string()
  .transform((text, context) => {
    const runtime = Runtime.safeParse(text)
    if (runtime.success) return runtime.data
    const message = `must be one of ${RUNTIMES.join(', ')}`
    context.addIssue({ code: 'custom', message, params: { rule: 'unknown_runtime' } })
    return z.NEVER
  })
  .meta({ type: 'string', enum: [...RUNTIMES], example: 'bash' })

const Policy = SCHEDULE_POLICY.shape

/** When an agent wakes by itself. */
export const HeartbeatInput = z.object({
  cron: z.string().nullish().meta({ description: 'Five fields.', example: '0 * * * *' }),
  interval_seconds: z.int().nullish().meta({ description: 'Instead of cron; 10 or more.' }),
  timezone: z.string().nullish().meta({ description: "IANA name. Default: the company's." }),
  enabled: z.boolean().optional(),
  catch_up: Policy.catchUp.unwrap().optional().meta({ description: 'What happens to wakes that were missed.' }),
  catch_up_cap: Policy.catchUpCap.meta({
    description: 'Most missed wakes that one stands for, with `capped`. Default: 5.',
  }),
  max_lateness_seconds: Policy.maxLatenessSeconds.meta({ description: 'What is later is left out.' }),
  stagger_seconds: Policy.staggerSeconds.meta({
    description: 'How far the wakes of the company are spread. Null: 60, and at most a tenth of an interval. 0: not.',
  }),
  office_hours: Policy.officeHours.meta({
    description: 'Wakes outside of these hours are left out. `days`: 1 is Monday.',
    example: { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' },
  }),
})

/** The settings that a hire and a change share. */
const Settings = z.object({
  title: HireAgent.shape.title,
  capabilities: z.string().optional(),
  instructions: z.string().optional(),
  reports_to: idOrNull('agent', 'manager_not_found').meta({ description: 'The manager. Default: the root agent.' }),
  endpoint: z.url().nullish().meta({
    description: 'Where the agent is called over HTTP; needed for the runtime http.',
  }),
  command: z.string().nullish().meta({
    description: 'What the runtime bash starts. Without it the agent fetches its work itself.',
    example: './agent.sh',
  }),
  runtime_config: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'What else the runtime takes: args, cwd, env, headers, timeoutSeconds.' }),
  budget: z.object({ monthly_usd: DollarsOrNull.optional() }).nullish(),
  heartbeat: HeartbeatInput.nullish(),
  icon: HireAgent.shape.icon,
  metadata: HireAgent.shape.metadata,
  queue_order: HireAgent.shape.queueOrder.meta({ description: "Null: the company's." }),
  permissions: z.object({ may_hire: Permissions.shape.mayHire }).optional(),
})

export const NewAgent = z.object({
  name: HireAgent.shape.name.meta({ example: 'Alice' }),
  role: z.string().optional().meta({ example: 'CTO' }),
  runtime: RuntimeName.optional().meta({ description: 'Default: http with an endpoint, else bash.' }),
  issue_key: z.boolean().optional().meta({ description: 'Answer a new `api_key` for the agent, once.' }),
  ...Settings.shape,
})

export const AgentChange = z.object({
  name: HireAgent.shape.name.optional(),
  role: z.string().optional(),
  runtime: RuntimeName.optional(),
  ...Settings.shape,
  expected_revision: UpdateAgent.shape.expectedVersion.meta({ description: 'Another one than this is refused: 412.' }),
  replace_runtime_config: z.boolean().optional().meta({ description: 'In place of merging it.' }),
})

type SettingsIn = z.output<typeof Settings>

/** The runtime's settings: the shortcuts of this dialect on top of `runtime_config`. Undefined when none of them is there. */
function runtimeConfig({ runtime_config, endpoint, command }: SettingsIn): Record<string, unknown> | undefined {
  if (!runtime_config && !endpoint && !command) return undefined
  return { ...runtime_config, ...(endpoint ? { endpoint } : {}), ...(command ? { command } : {}) }
}

/** The same for a change, where null takes a setting away. */
function changedConfig({ runtime_config, endpoint, command }: SettingsIn): Record<string, unknown> | undefined {
  const shortcuts = { ...(endpoint === undefined ? {} : { endpoint }), ...(command === undefined ? {} : { command }) }
  if (!runtime_config && Object.keys(shortcuts).length === 0) return undefined
  return { ...runtime_config, ...shortcuts }
}

/** The rest of what a hire and a change share. */
function looks({ icon, metadata, queue_order: queueOrder, permissions }: SettingsIn) {
  return { icon, metadata, queueOrder, permissions: permissions && { mayHire: permissions.may_hire } }
}

/** A hire in the words of the command. */
export function hireOf(body: z.output<typeof NewAgent>) {
  const { name, role, title, capabilities, instructions } = body
  return {
    ...{ name, role, title, capabilities, instructions, ...looks(body) },
    managerId: body.reports_to,
    runtime: body.runtime,
    runtimeConfig: runtimeConfig(body),
    capMicros: body.budget?.monthly_usd,
    schedule: body.heartbeat?.cron || body.heartbeat?.interval_seconds ? scheduleOf(body.heartbeat) : undefined,
  }
}

/** All of a change, for the one command that makes it. Null for an endpoint or a command takes it away. */
export function changeOf(body: z.output<typeof AgentChange>) {
  const { name, role, title, capabilities, instructions, runtime, reports_to, heartbeat } = body
  return {
    ...{ name, role, title, capabilities, instructions, runtime, ...looks(body) },
    expectedVersion: body.expected_revision,
    managerId: reports_to,
    runtimeConfig: changedConfig(body),
    replaceRuntimeConfig: body.replace_runtime_config,
    capMicros: body.budget?.monthly_usd,
    schedule: heartbeat && scheduleOf(heartbeat),
  }
}

/** A heartbeat as the schedules take it. */
function scheduleOf(heartbeat: z.output<typeof HeartbeatInput>) {
  return {
    ...{ cron: heartbeat.cron, intervalSeconds: heartbeat.interval_seconds, timeZone: heartbeat.timezone },
    ...{ isEnabled: heartbeat.enabled, catchUp: heartbeat.catch_up, catchUpCap: heartbeat.catch_up_cap },
    ...{ maxLatenessSeconds: heartbeat.max_lateness_seconds, staggerSeconds: heartbeat.stagger_seconds },
    officeHours: heartbeat.office_hours,
  }
}
