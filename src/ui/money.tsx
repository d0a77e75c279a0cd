import { clsx } from 'clsx'

const microsPerDollar = 1_000_000
const microsPerCent = 10_000

/**
 * Micro-dollars as text: whole cents, or more places when the amount is below a cent, so that nothing spent is shown as nothing.
 * With `isRound` amounts from 1,000 dollars lose their cents.
 */
export function formatMicros(micros: number, options: { isRound?: boolean } = {}): string {
  const sign = micros < 0 ? '−' : ''
  const size = Math.abs(micros)
  if (size === 0) return '$0.00'
  if (size < microsPerCent) return `${sign}$${(size / microsPerDollar).toFixed(6).replace(/0{1,2}$/, '')}`
  const places = options.isRound && size >= 1_000 * microsPerDollar ? 0 : 2
  const text = (size / microsPerDollar).toLocaleString('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
  return `${sign}$${text}`
}

/** Reads a typed dollar amount into micro-dollars; null when it is not an amount of at most six decimal places. */
export function parseDollars(text: string): number | null {
  const match = /^\$?\s*(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim().replaceAll(',', ''))
  if (!match) return null
  return Number(match[1]) * microsPerDollar + Number((match[2] ?? '').padEnd(6, '0'))
}

/** An amount of money, in micro-dollars, with figures of equal width. */
export function Money({ micros, className, isRound }: { micros: number; className?: string; isRound?: boolean }) {
  return <span className={clsx('tnum whitespace-nowrap', className)}>{formatMicros(micros, { isRound })}</span>
}
