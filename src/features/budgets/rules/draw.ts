/** What a run has set aside of one metric, what it spent of it, and what calls that are under way may still spend. */
export type Aside = { amount: number; drawn: number; held: number }

/**
 * What a cost draws from it, and what its hold gives back. The holds of other calls are not touched, so what is past the rest is spent
 * beside the reservation.
 */
export function drawOf({ amount, drawn, held }: Aside, cost: number, hold: number): { drawn: number; given: number } {
  const given = Math.min(held, hold)
  return { drawn: Math.max(0, Math.min(cost, amount - drawn - (held - given))), given }
}
