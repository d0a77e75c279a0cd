type SparkProps = { values: number[]; label: string; width?: number; height?: number }

/** A line without axes: the shape of a series. `label` says in words what it shows. */
export function Sparkline({ values, label, width = 120, height = 28 }: SparkProps) {
  const top = Math.max(...values, 1)
  const step = values.length > 1 ? (width - 2) / (values.length - 1) : 0
  const points = values.map((value, index) => [1 + index * step, height - 2 - (value / top) * (height - 4)] as const)
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className="text-accent"
    >
      <polygon points={`1,${height - 1} ${line} ${width - 1},${height - 1}`} fill="currentColor" opacity="0.1" />
      <polyline points={line} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  )
}

type BarMiniProps = { bars: { label: string; value: number }[]; label: string; valueText: (value: number) => string }

/** Small bars over equal steps of time; every bar tells its figure on hover, and all of them in a hidden list. */
export function BarMini({ bars, label, valueText }: BarMiniProps) {
  const top = Math.max(...bars.map((bar) => bar.value), 1)
  return (
    <figure>
      <div aria-hidden className="flex h-16 items-end gap-[3px]">
        {bars.map((bar) => (
          <span
            key={bar.label}
            title={`${bar.label}: ${valueText(bar.value)}`}
            className="flex h-full min-w-0 flex-1 items-end rounded-sm hover:bg-hover"
          >
            <span
              className={bar.value > 0 ? 'w-full rounded-sm bg-accent-fill' : 'w-full rounded-sm bg-line-strong'}
              style={{ height: bar.value > 0 ? `${Math.max(4, (bar.value / top) * 100)}%` : '2px' }}
            />
          </span>
        ))}
      </div>
      <figcaption className="sr-only">
        {label}: {bars.map((bar) => `${bar.label} ${valueText(bar.value)}`).join(', ')}
      </figcaption>
    </figure>
  )
}
