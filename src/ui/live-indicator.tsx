import { clsx } from 'clsx'

export type LiveState = 'connected' | 'reconnecting'

/** Whether this page hears changes as they happen. */
export function LiveIndicator({ state }: { state: LiveState }) {
  const isConnected = state === 'connected'
  return (
    <span
      role="status"
      title={isConnected ? 'Changes appear here as they happen.' : 'The connection broke. What you see may be old.'}
      className="inline-flex h-6 items-center gap-1.5 whitespace-nowrap px-1 text-muted text-xs"
    >
      <svg viewBox="0 0 10 10" aria-hidden className={clsx('size-2.5', isConnected ? 'text-good' : 'text-warn')}>
        {isConnected ? (
          <>
            <circle cx="5" cy="5" r="5" fill="currentColor" opacity="0.2" />
            <circle cx="5" cy="5" r="2.5" fill="currentColor" />
          </>
        ) : (
          <circle
            cx="5"
            cy="5"
            r="4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray="3 2"
            className="origin-center animate-[spin-slow_2s_linear_infinite]"
          />
        )}
      </svg>
      <span className={isConnected ? 'max-sm:sr-only' : undefined}>{isConnected ? 'Live' : 'Reconnecting'}</span>
    </span>
  )
}
