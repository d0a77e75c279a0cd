/** A slice is this many times what the call asks for, so that not every call has to go to the budgets … */
const CALLS_AHEAD = 4
/** … but at most this part of what they have left: what one run sets aside, the others cannot. */
const PART_OF_LEFT = 10

type Wish = {
  /** What the call may cost at most, and the least with which it is worth starting. */
  ask: number
  least: number
  /** What the run has reserved, and neither spent nor promised to another call. */
  rest: number
  /** What the tightest budget of the chain has left beside all reservations; null without a cap, negative after reports past the cap. */
  left: number | null
}

export type Slice = { hold: number; extend: number }

/**
 * How much of the reservation to hold for a call, and by how much to extend the reservation for it: a roomy slice where it fits,
 * else what is missing, else all that is left.
 * @returns null when not even the least is there
 */
export function sliceFor({ ask, least, rest, left: leftOrNull }: Wish): Slice | null {
  const left = leftOrNull ?? Number.POSITIVE_INFINITY
  // reservations that do not fit any more since somebody reported past the cap: every run leaves as much unused
  const usable = Math.max(0, rest + Math.min(0, left))
  const missing = ask - usable
  if (missing <= 0) return { hold: ask, extend: 0 }
  if (missing <= left) {
    const roomy = Math.min(CALLS_AHEAD * ask, Math.floor(left / PART_OF_LEFT))
    return { hold: ask, extend: Math.max(missing, roomy) }
  }
  const offer = usable + Math.max(0, left)
  return offer >= least && offer > 0 ? { hold: offer, extend: Math.max(0, left) } : null
}
