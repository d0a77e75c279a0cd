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

/**
 * The way back.
 * @param agents new ids by key; an agent that was left out is the importer
 * @param importer who stands for all people
 */
export function withIds(value: unknown, agents: ReadonlyMap<string, string>, importer: string): unknown {
  return mapTexts(value, (text) => {
    if (text === PERSON) return importer
    return text.startsWith(AGENT) ? (agents.get(text.slice(AGENT.length)) ?? importer) : text
  })
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]))
}
