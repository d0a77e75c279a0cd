import { clsx } from 'clsx'
import { type Tone, toneText } from './tone'

/** Shapes that tell states apart without colour. */
export type StatusShape = 'dashed' | 'ring' | 'half' | 'most' | 'check' | 'cross' | 'blocked' | 'pause' | 'moving'

export type Status = { label: string; tone: Tone; shape: StatusShape }

type StatusDotProps = { status: Status; hideLabel?: boolean; className?: string }

/** A state as a shape and a word. With `hideLabel` the word is only read aloud and shown on hover. */
export function StatusDot({ status, hideLabel = false, className }: StatusDotProps) {
  return (
    <span className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap align-middle', className)}>
      <svg
        viewBox="0 0 14 14"
        aria-hidden
        className={clsx('size-3.5 shrink-0 overflow-visible', toneText[status.tone])}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {hideLabel ? <title>{status.label}</title> : null}
        <Shape shape={status.shape} />
      </svg>
      <span className={hideLabel ? 'sr-only' : 'text-ink'}>{status.label}</span>
    </span>
  )
}

function Shape({ shape }: { shape: StatusShape }) {
  switch (shape) {
    case 'dashed':
      return <circle cx="7" cy="7" r="5.5" strokeDasharray="1.6 2.72" />
    case 'ring':
      return <circle cx="7" cy="7" r="5.5" />
    case 'half':
      return <Pie share={0.5} />
    case 'most':
      return <Pie share={0.75} />
    case 'check':
      return (
        <>
          <circle cx="7" cy="7" r="6.25" fill="currentColor" stroke="none" />
          <path d="m4.4 7.2 1.8 1.8 3.4-3.8" stroke="var(--surface)" />
        </>
      )
    case 'cross':
      return (
        <>
          <circle cx="7" cy="7" r="6.25" fill="currentColor" stroke="none" />
          <path d="m5 5 4 4m0-4-4 4" stroke="var(--surface)" />
        </>
      )
    case 'blocked':
      return (
        <>
          <circle cx="7" cy="7" r="5.5" />
          <path d="m3.3 10.7 7.4-7.4" />
        </>
      )
    case 'pause':
      return (
        <>
          <circle cx="7" cy="7" r="5.5" />
          <path d="M5.6 5.2v3.6M8.4 5.2v3.6" />
        </>
      )
    case 'moving':
      return (
        <>
          <circle cx="7" cy="7" r="5.5" opacity="0.3" />
          <path d="M7 1.5A5.5 5.5 0 0 1 12.5 7" className="origin-center animate-[spin-slow_1.1s_linear_infinite]" />
          <circle cx="7" cy="7" r="2" fill="currentColor" stroke="none" />
        </>
      )
  }
}

function Pie({ share }: { share: number }) {
  const length = 2 * Math.PI * 1.75
  return (
    <>
      <circle cx="7" cy="7" r="5.5" />
      <circle
        cx="7"
        cy="7"
        r="1.75"
        strokeWidth="3.5"
        strokeLinecap="butt"
        strokeDasharray={`${length * share} ${length}`}
        transform="rotate(-90 7 7)"
      />
    </>
  )
}
