/** What a colour means. Always beside a word or a shape, never alone. */
export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'info' | 'review'

/** Text colour of a tone. */
export const toneText: Record<Tone, string> = {
  neutral: 'text-faint',
  accent: 'text-accent',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  review: 'text-review',
}

/** Soft background with readable text of the same tone. */
export const toneSoft: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
  review: 'bg-review-soft text-review',
}
