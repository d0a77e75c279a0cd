import { runtimeConfigOf, runtimeOf, withoutNulls } from '@/features/org/rules/adapters'
import { ROLES } from '@/features/org/rules/roles'
import { readReference, settingsIn, withSettings } from '@/features/vault/rules/settings'
import { MICROS_PER_CENT } from '@/platform/money'
import type { Input } from '../schema'
import type { AgentFields, SidecarAgent } from './package-fields'

type Config = Record<string, unknown>
type Given = { key: string; folder: string; fields: AgentFields; more: SidecarAgent | undefined }

/** An agent of a package as one of a bundle, without its place, with the values that it still needs and what was not understood. */
export function packageAgent({ key, folder, fields, more }: Given) {
  const { runtimeConfig, inputs, warnings } = configOf(key, more)
  const type = more?.adapter?.type ?? null
  const runtime = type === null ? undefined : runtimeOf(type)
  if (type !== null && !runtime) {
    warnings.push(`its adapter ${type} is not one of this product. Say how the agent runs before you resume it`)
  }
  const agent = {
    key,
    name: fields.name ?? folder,
    role: more?.role ?? fields.role ?? ROLES.find((role) => role === key) ?? 'general',
    title: fields.title ?? undefined,
    capabilities: more?.capabilities ?? fields.description ?? '',
    icon: more?.icon ?? fields.icon,
    runtime,
    // the settings of an adapter that is not known would mean nothing here, or something else
    runtimeConfig: type === null || runtime ? runtimeConfig : variablesOnly(runtimeConfig),
    permissions: more?.permissions ? { mayHire: more.permissions.canCreateAgents ?? false } : undefined,
    capMicros: more?.budgetMonthlyCents ? more.budgetMonthlyCents * MICROS_PER_CENT : null,
    schedule: scheduleOf(more),
    metadata: { ...more?.metadata, ...(fields.skills.length > 0 ? { skills: fields.skills } : {}) },
  }
  return { agent, inputs, warnings }
}

function scheduleOf(more: SidecarAgent | undefined) {
  const { enabled, cron = null, intervalSec = null, timezone } = more?.runtime?.heartbeat ?? {}
  if (!cron && !intervalSec) return null
  const times = cron ? { cron } : { intervalSeconds: intervalSec }
  return { ...times, timeZone: timezone, isEnabled: enabled ?? false }
}

/** The adapter's settings; references to secrets of another installation become values that have to be given. */
function configOf(key: string, more: SidecarAgent | undefined) {
  const inputs: Input[] = []
  const warnings: string[] = []
  const config = withoutNulls(runtimeConfigOf(more?.adapter?.config ?? {}))
  const references = settingsIn(config).filter(({ value }) =>
    ['secret', 'wrong'].includes(readReference(value)?.kind ?? ''),
  )
  const found = withSettings(config, new Map(references.map(({ path, name }) => [path, { input: name }])))
  for (const { path, name } of references) inputs.push({ name, description: '', agent: key, setting: path })
  const env: Config = { ...(isBag(found.env) ? found.env : {}) }
  for (const [name, input] of Object.entries(more?.inputs?.env ?? {})) {
    if (name in env) continue
    if (input?.kind === 'plain' && input.default) env[name] = input.default
    else if (input?.requirement === 'optional')
      warnings.push(`it takes ${name} too, which is optional: add it to its variables if it is wanted`)
    else {
      env[name] = { input: name }
      inputs.push({ name, description: input?.description ?? '', agent: key, setting: `env.${name}` })
    }
  }
  return { runtimeConfig: Object.keys(env).length > 0 ? { ...found, env } : found, inputs, warnings }
}

function isBag(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function variablesOnly({ env }: Config): Config {
  return env === undefined ? {} : { env }
}
