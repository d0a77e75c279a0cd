/** One US dollar in micro-dollars. All money is an integer number of micro-dollars; it stays exact up to 9 billion dollars. */
export const MICROS_PER_DOLLAR = 1_000_000
export const MICROS_PER_CENT = 10_000

/**
 * Dollars as people write them → micro-dollars. Exact: digits are read, nothing is multiplied as a float.
 * @returns null when it is not a plain amount ≥ 0 with at most six decimals
 */
export function dollarsToMicros(amount: number | string): number | null {
  const text = typeof amount === 'number' ? plainDigits(amount) : amount.trim()
  const match = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text)
  if (!match) return null
  return Number(match[1]) * MICROS_PER_DOLLAR + Number((match[2] ?? '').padEnd(6, '0'))
}

function plainDigits(amount: number): string {
  if (!Number.isFinite(amount)) return ''
  const text = String(amount)
  return text.includes('e') ? amount.toFixed(6) : text
}

/** Micro-dollars → dollars with two decimals, for the REST dialect. */
export function microsToDollars(micros: number): number {
  return Math.round(micros / MICROS_PER_CENT) / 100
}

/** Micro-dollars → whole cents, rounded half away from zero. */
export function microsToCents(micros: number): number {
  return Math.sign(micros) * Math.round(Math.abs(micros) / MICROS_PER_CENT)
}

/** Text for people: cents for ordinary amounts, more digits where an amount is smaller than a cent. */
export function formatMicros(micros: number): string {
  const sign = micros < 0 ? '-' : ''
  const abs = Math.abs(micros)
  const digits = abs > 0 && abs < MICROS_PER_CENT ? 4 : 2
  const dollars = (abs / MICROS_PER_DOLLAR).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return `${sign}$${dollars}`
}
