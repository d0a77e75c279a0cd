const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** As one looks for a name in a list: in any case, and "Agent 9" before "Agent 10". */
export function inNameOrder<Row extends { name: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => names.compare(a.name, b.name))
}
