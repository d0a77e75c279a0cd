import type { BundlePolicy } from '../schema'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const AGENT = '@agent/'
const PERSON = '@person'

/**
 * A policy or a check with `@agent/<key>` and `@person` where the ids of agents and people stand, so that it says the same elsewhere.
 * Other ids in it stay.
 */
export function withKeys(
  value: unknown,
  agents: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, string>,
): unknown {
  return mapTexts(value, (text) => {
    if (!UUID.test(text)) return text
    const key = agents.get(text)
    return key !== undefined ? `${AGENT}${key}` : people.has(text) ? PERSON : text
  })
}

/** The agent that an id of a bundle stands for, by key; null for a person, or for somebody whom the bundle does not know. */
export function agentNamed(id: string): string | null {
  return id.startsWith(AGENT) ? id.slice(AGENT.length) : null
}

/**
 * The way back, for checks.
 * @param agents new ids by key; an agent that was left out is the importer
 * @param importer who stands for all people
 */
export function withIds(value: unknown, agents: ReadonlyMap<string, string>, importer: string): unknown {
  return mapTexts(value, (text) => {
    if (text === PERSON) return importer
    const key = agentNamed(text)
    return key === null ? text : (agents.get(key) ?? importer)
  })
}

/**
 * The way back, for a policy: whoever is no agent of this company by now is the importer, who decides once a stage. Stages that
 * nobody is left for go, as they do without an importer.
 * @returns what the schema of policies then takes or refuses; null when no stage is left
 */
export function policyHere(
  policy: BundlePolicy | null | undefined,
  agents: ReadonlyMap<string, string>,
  importer: string | null,
): object | null {
  if (!policy) return null
  const here = (given: string): [string, object][] => {
    const id = agents.get(agentNamed(given) ?? '')
    if (id) return [[id, { type: 'agent', id }]]
    return importer ? [[importer, { type: 'person', id: importer }]] : []
  }
  const stages = policy.stages.flatMap((stage) => {
    const participants = [...new Map(stage.participants.flatMap(({ id }) => here(id))).values()]
    if (participants.length === stage.participants.length) return [{ ...stage, participants }]
    if (participants.length === 0) return []
    const { approvalsNeeded = 1 } = stage
    return [{ ...stage, participants, approvalsNeeded: Math.min(approvalsNeeded, participants.length) }]
  })
  return stages.length > 0 || policy.stages.length === 0 ? { ...policy, stages } : null
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]))
}
