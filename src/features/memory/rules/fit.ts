import type { RecalledMemory } from '../schema'

/** How many memories a run is given at most, and how many characters of them. */
export const MOST_RECALLED = 8
const ALL_CHARACTERS = 4000
/** Of one memory, so that a long one leaves room for others. */
const ONE_CHARACTERS = 1500
/** A rest that is shorter than this says nothing. */
const LEAST_CHARACTERS = 80
const CUT = ' … [cut: read the whole memory by its key]'

/** The best memories that fit into what a run is given, in their order, long ones cut. What does not fit is left out. */
export function fitted(best: readonly RecalledMemory[]): RecalledMemory[] {
  let left = ALL_CHARACTERS
  const given: RecalledMemory[] = []
  for (const memory of best.slice(0, MOST_RECALLED)) {
    const room = Math.min(left, ONE_CHARACTERS)
    if (memory.text.length > room && room < LEAST_CHARACTERS) continue
    const text = memory.text.length > room ? cut(memory.text, room) : memory.text
    left -= text.length
    given.push({ ...memory, text })
  }
  return given
}

function cut(text: string, room: number): string {
  return text.slice(0, room - CUT.length).toWellFormed() + CUT
}
