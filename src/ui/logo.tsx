/** The mark: one bent wire. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className} fill="none" stroke="currentColor" strokeWidth="2">
      <path
        d="M8 7.5v8.25a4 4 0 0 0 8 0V6.25a2.75 2.75 0 0 0-5.5 0v9a1.25 1.25 0 0 0 2.5 0V8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
