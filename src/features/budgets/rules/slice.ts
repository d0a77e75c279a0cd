/** A slice is this many times what the call asks for, so that not every call has to go to the budgets … */
const CALLS_AHEAD = 4
/** … but at most this part of what they have left: what one run sets aside, the others cannot. */
const PART_OF_LEFT = 10

type Wish = {
  /** What the call may cost at most, and the least with which it is worth starting. */
  askMicros: number
  leastMicros: number
  /** What the run has reserved, and neither spent nor promised to another call. */
  restMicros: number
  /** What the tightest budget of the chain has left beside all reservations; null without a cap, negative after reports past the cap. */
  leftMicros: number | null
}

export type Slice = { holdMicros: number; extendMicros: number }

/**
 * How much of the reservation to hold for a call, and by how much to extend the reservation for it: a roomy slice where it fits,
 * else what is missing, else all that is left.
 * @returns null when not even the least is there
 */
export function sliceFor({ askMicros, leastMicros, restMicros, leftMicros }: Wish): Slice | null {
  const left = leftMicros ?? Number.POSITIVE_INFINITY
  // reservations that do not fit any more since somebody reported past the cap: every run leaves as much unused
  const usable = Math.max(0, restMicros + Math.min(0, left))
  const missing = askMicros - usable
  if (missing <= 0) return { holdMicros: askMicros, extendMicros: 0 }
  if (missing <= left) {
    const roomy = Math.min(CALLS_AHEAD * askMicros, Math.floor(left / PART_OF_LEFT))
    return { holdMicros: askMicros, extendMicros: Math.max(missing, roomy) }
  }
  const offer = usable + Math.max(0, left)
  return offer >= leastMicros && offer > 0 ? { holdMicros: offer, extendMicros: Math.max(0, left) } : null
}
