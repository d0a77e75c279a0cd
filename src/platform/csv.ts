/** A value as a text: nothing for null, JSON for what has parts. */
export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** How a formula begins, also behind blanks and in the wide letters of some keyboards. */
const FORMULA = /^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/

/**
 * A cell of a CSV file as RFC 4180 has it. A spreadsheet would run a text that begins like a formula: it gets a quote in front.
 */
export function csvCell(value: unknown): string {
  const text = textOf(value)
  const safe = FORMULA.test(text) && typeof value !== 'number' ? `'${text}` : text
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A line with its line end. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}
