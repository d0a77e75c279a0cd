import { clsx } from 'clsx'
import { formatMicros } from './money'

type MoneyBarProps = {
  /** Null means that no limit is set. */
  capMicros: number | null
  spentMicros: number
  reservedMicros: number
  /** Spend expected at the end of the period; drawn as a ghost. */
  forecastMicros?: number
  /** The period in words, as in "this month". */
  period: string
  warnPercent?: number
  /** Whose money it is; names the bar for screen readers. */
  label: string
  /** Only the bar; the words are still read aloud. */
  isCompact?: boolean
}

/** Cap, spent and reserved as three lengths of one bar, and the same in words. */
export function MoneyBar(props: MoneyBarProps) {
  const { capMicros, spentMicros, reservedMicros, forecastMicros, warnPercent = 80 } = props
  // Without a limit there is no whole to draw parts of: the bar stays empty and the words tell the rest.
  const whole = capMicros ?? Number.MAX_SAFE_INTEGER
  const share = (micros: number) => `${Math.min(100, (Math.max(0, micros) / Math.max(1, whole)) * 100)}%`
  const level = capMicros === null ? 'free' : levelOf(spentMicros, capMicros, warnPercent)
  const words = wordsOf(props)
  return (
    <div className="min-w-0">
      {props.isCompact ? null : <MoneyBarHead {...props} level={level} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter has one length, this has three */}
      <div
        role="meter"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={Math.max(capMicros ?? 0, spentMicros)}
        aria-valuenow={spentMicros}
        aria-valuetext={words}
        title={props.isCompact ? words : undefined}
        className={clsx(
          'relative flex h-2 overflow-hidden rounded-full bg-hover ring-1 ring-line-strong ring-inset',
          props.isCompact ? '' : 'mt-2',
        )}
      >
        <span
          className={clsx('h-full transition-[width] duration-300', fills[level])}
          style={{ width: share(spentMicros) }}
        />
        <span
          className={clsx('hatch h-full transition-[width] duration-300', inks[level])}
          style={{ width: share(Math.min(reservedMicros, whole - spentMicros)) }}
        />
        {forecastMicros !== undefined && forecastMicros > spentMicros ? (
          <span
            className="absolute inset-y-0 left-0 rounded-full border border-control border-dashed"
            style={{ width: share(forecastMicros) }}
          />
        ) : null}
      </div>
    </div>
  )
}

type Level = 'free' | 'fine' | 'warned' | 'spent'

const fills: Record<Level, string> = { free: 'bg-control', fine: 'bg-accent-fill', warned: 'bg-warn', spent: 'bg-bad' }
const inks: Record<Level, string> = {
  free: 'text-control',
  fine: 'text-accent',
  warned: 'text-warn',
  spent: 'text-bad',
}

function MoneyBarHead(props: MoneyBarProps & { level: Level }) {
  const { capMicros, spentMicros, reservedMicros, forecastMicros, level } = props
  return (
    <p className="tnum flex flex-wrap items-baseline gap-x-2 text-muted text-xs">
      <span className="font-semibold text-base text-ink">{formatMicros(spentMicros)}</span>
      <span>
        {capMicros === null ? 'spent, no limit' : `of ${formatMicros(capMicros)}`} {props.period}
      </span>
      {reservedMicros > 0 ? <span>· {formatMicros(reservedMicros)} reserved</span> : null}
      {forecastMicros === undefined ? null : <span>· {formatMicros(forecastMicros)} expected</span>}
      {level === 'warned' ? <span className="font-medium text-warn">· close to the limit</span> : null}
      {level === 'spent' ? <span className="font-medium text-bad">· limit reached</span> : null}
    </p>
  )
}

function levelOf(spentMicros: number, capMicros: number, warnPercent: number): Level {
  if (spentMicros >= capMicros) return 'spent'
  return spentMicros * 100 >= capMicros * warnPercent ? 'warned' : 'fine'
}

function wordsOf({ capMicros, spentMicros, reservedMicros, period }: MoneyBarProps): string {
  const limit = capMicros === null ? 'no limit' : `limit ${formatMicros(capMicros)}`
  return `${formatMicros(spentMicros)} spent, ${formatMicros(reservedMicros)} reserved, ${limit} ${period}, in US dollars`
}
