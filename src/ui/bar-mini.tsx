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
