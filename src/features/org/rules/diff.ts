type Values = Record<string, unknown>
export type Difference = { key: string; from: unknown; to: unknown }

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What differs between two sets of settings, by the path of each value (`runtimeConfig.env.LEVEL`), in the order of the paths. What
 * is absent counts as null.
 */
export function diff(from: Values, to: Values, path = ''): Difference[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return names.flatMap((name) => {
    const [before, after] = [from[name] ?? null, to[name] ?? null]
    const key = path + name
    // One that came or went whole is told value by value, too.
    const isNested = [before, after].some(isValues) && [before, after].every((side) => side === null || isValues(side))
    if (isNested) return diff((before ?? {}) as Values, (after ?? {}) as Values, `${key}.`)
    return isEqual(before, after) ? [] : [{ key, from: before, to: after }]
  })
}

/** The settings that differ, without what is inside of them. */
export function changedKeys(from: Values, to: Values): string[] {
  return [...new Set(diff(from, to).map(({ key }) => key.split('.')[0] as string))]
}

/** For values of JSON, whatever the order of keys. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => isEqual(value, b[i]))
  return isValues(a) && isValues(b) && diff(a, b).length === 0
}

/** Key by key; null removes a key. */
export function mergeConfig(before: Values, change: Values): Values {
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null))
}
