/** NUL, and halves of characters: Postgres stores neither, in text or in JSON. */
const UNSTORABLE = /[\0\ud800-\udfff]/

/** The value with every string in it made storable: NUL removed, half characters replaced. Unchanged values are not copied. */
export function clean(value: unknown): unknown {
  if (typeof value === 'string') return UNSTORABLE.test(value) ? value.replaceAll('\0', '').toWellFormed() : value
  if (Array.isArray(value)) return mapped(value)
  if (value === null || typeof value !== 'object') return value
  let copy: Record<string, unknown> | null = null
  for (const [key, entry] of Object.entries(value)) {
    const cleaned = clean(entry)
    if (cleaned === entry) continue
    copy ??= { ...value }
    copy[key] = cleaned
  }
  return copy ?? value
}

function mapped(list: unknown[]): unknown[] {
  const cleaned = list.map(clean)
  return cleaned.some((entry, i) => entry !== list[i]) ? cleaned : list
}
