import { clsx } from 'clsx'
import { formatMicros } from './money'

type MoneyBarProps = {
  /** Amounts are micro-dollars, unless `textOf` says otherwise. Null means that no limit is set. */
  cap: number | null
  spent: number
  reserved: number
  /** Spend expected at the end of the period; drawn as a ghost. */
  forecast?: number
  /** The period in words, as in "this month". */
  period: string
  warnPercent?: number
  /** Up to where new work may start; marked where it is before the cap. */
  stopPercent?: number
  /** An amount with its unit, for what is no money. */
  textOf?: (amount: number) => string
  /** Whose money it is; names the bar for screen readers. */
  label: string
  /** Only the bar; the words are still read aloud. */
  isCompact?: boolean
}

/** Cap, spent and reserved as three lengths of one bar, and the same in words. */
export function MoneyBar(props: MoneyBarProps) {
  const { cap, spent, reserved, forecast, warnPercent = 80, stopPercent = 100 } = props
  // Without a limit there is no whole to draw parts of: the bar stays empty and the words tell the rest.
  const whole = cap ?? Number.MAX_SAFE_INTEGER
  const share = (micros: number) => `${Math.min(100, (Math.max(0, micros) / Math.max(1, whole)) * 100)}%`
  const level = cap === null ? 'free' : levelOf(spent, cap, warnPercent, stopPercent)
  const words = wordsOf(props)
  return (
    <div className="min-w-0">
      {props.isCompact ? null : <MoneyBarHead {...props} level={level} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter has one length, this has three */}
      <div
        role="meter"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={Math.max(cap ?? 0, spent)}
        aria-valuenow={spent}
        aria-valuetext={words}
        title={props.isCompact ? words : undefined}
        className={clsx(
          'relative flex h-2 overflow-hidden rounded-full bg-hover ring-1 ring-line-strong ring-inset',
          props.isCompact ? '' : 'mt-2',
        )}
      >
        <span
          className={clsx('h-full transition-[width] duration-300', fills[level])}
          style={{ width: share(spent) }}
        />
        <span
          className={clsx('hatch h-full transition-[width] duration-300', inks[level])}
          style={{ width: share(Math.min(reserved, whole - spent)) }}
        />
        {forecast !== undefined && forecast > spent ? (
          <span
            className="absolute inset-y-0 left-0 rounded-full border border-control border-dashed"
            style={{ width: share(forecast) }}
          />
        ) : null}
        {cap === null ? null : [warnPercent, stopPercent].map((percent) => <Mark key={percent} percent={percent} />)}
      </div>
    </div>
  )
}

/** A threshold as a notch. */
function Mark({ percent }: { percent: number }) {
  if (percent >= 100) return null
  return <span aria-hidden className="absolute inset-y-0 w-px bg-surface/80" style={{ left: `${percent}%` }} />
}

type Level = 'free' | 'fine' | 'warned' | 'stopped' | 'spent'

const fills: Record<Level, string> = {
  free: 'bg-control',
  fine: 'bg-accent-fill',
  warned: 'bg-warn',
  stopped: 'bg-warn',
  spent: 'bg-bad',
}
const inks: Record<Level, string> = {
  free: 'text-control',
  fine: 'text-accent',
  warned: 'text-warn',
  stopped: 'text-warn',
  spent: 'text-bad',
}

function MoneyBarHead(props: MoneyBarProps & { level: Level }) {
  const { cap, spent, reserved, forecast, level, textOf = formatMicros } = props
  return (
    <p className="tnum flex flex-wrap items-baseline gap-x-3 text-muted text-xs">
      <span>
        <span className="mr-1 font-semibold text-base text-ink">{textOf(spent)}</span>{' '}
        {cap === null ? 'spent, no limit' : `of ${textOf(cap)}`} {props.period}
      </span>
      {reserved > 0 ? <span>{textOf(reserved)} reserved</span> : null}
      {forecast === undefined ? null : <span>{textOf(forecast)} expected</span>}
      {level === 'warned' ? <span className="font-medium text-warn">close to the limit</span> : null}
      {level === 'stopped' ? <span className="font-medium text-warn">nothing new starts</span> : null}
      {level === 'spent' ? <span className="font-medium text-bad">limit reached</span> : null}
    </p>
  )
}

function levelOf(spent: number, cap: number, warnPercent: number, stopPercent: number): Level {
  if (spent >= cap) return 'spent'
  if (spent * 100 >= cap * stopPercent) return 'stopped'
  return spent * 100 >= cap * warnPercent ? 'warned' : 'fine'
}

function wordsOf({ cap, spent, reserved, period, textOf }: MoneyBarProps): string {
  const amount = textOf ?? formatMicros
  const limit = cap === null ? 'no limit' : `limit ${amount(cap)}`
  return `${amount(spent)} spent, ${amount(reserved)} reserved, ${limit} ${period}${textOf ? '' : ', in US dollars'}`
}
