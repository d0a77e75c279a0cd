'use client'

import { clsx } from 'clsx'
import { type KeyboardEvent, type PointerEvent, useState } from 'react'

type BarMiniProps = { bars: { label: string; value: number }[]; label: string; valueText: (value: number) => string }

/**
 * Small bars over equal steps of time. The one that is pointed at, touched or reached by the arrows tells its figure below, between the
 * first step and the last; at rest the highest one does. Screen readers have a table of all of them.
 */
export function BarMini({ bars, label, valueText }: BarMiniProps) {
  const [chosen, setChosen] = useState<number | null>(null)
  const top = Math.max(...bars.map((bar) => bar.value), 1)
  const last = bars.length - 1
  const at = Math.min(chosen ?? bars.findIndex((bar) => bar.value === top), last)
  const bar = bars[at]
  const walk = (event: KeyboardEvent) => {
    const from = chosen ?? last
    const to = {
      ArrowLeft: from - 1,
      ArrowDown: from - 1,
      ArrowRight: from + 1,
      ArrowUp: from + 1,
      Home: 0,
      End: last,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    setChosen(Math.max(0, Math.min(last, chosen === null && event.key.startsWith('Arrow') ? last : to)))
  }
  const point = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setChosen(Math.max(0, Math.min(last, Math.floor(((event.clientX - left) / width) * bars.length))))
  }
  return (
    <figure>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(last, 0)}
        aria-valuenow={Math.max(at, 0)}
        aria-valuetext={bar ? `${bar.label}: ${valueText(bar.value)}` : 'Nothing'}
        onKeyDown={walk}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setChosen(null)}
        onBlur={() => setChosen(null)}
        className="flex h-16 cursor-default touch-pan-y items-end gap-[3px] rounded-sm"
      >
        {bars.map(({ label: step, value }, index) => (
          <span
            key={step}
            className={clsx('flex h-full min-w-0 flex-1 items-end rounded-sm', chosen === index && 'bg-hover')}
          >
            <span
              className={clsx('w-full rounded-sm', value > 0 ? 'bg-accent-fill' : 'bg-line-strong')}
              style={{ height: value > 0 ? `${Math.max(4, (value / top) * 100)}%` : '2px' }}
            />
          </span>
        ))}
      </div>
      {bar ? (
        <p aria-hidden className="tnum mt-1.5 flex justify-between gap-2 text-faint text-xs">
          <span>{bars[0]?.label}</span>
          <span className="text-muted">
            {chosen === null ? 'most ' : ''}
            {bar.label} <span className="font-medium text-ink">{valueText(bar.value)}</span>
          </span>
          <span>{bars[last]?.label}</span>
        </p>
      ) : null}
      <div className="sr-only">
        <table>
          <caption>{label}</caption>
          <tbody>
            {bars.map(({ label: step, value }) => (
              <tr key={step}>
                <th scope="row">{step}</th>
                <td>{valueText(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
