import { diffArrays } from 'diff/lib/diff/array.js'

/** A line of two texts laid over each other: in both, only in the first, only in the second, or so many in both that are left out. */
export type DiffLine = { kind: 'same' | 'removed' | 'added'; text: string } | { kind: 'folded'; count: number }

/** Lines shown around a change, so that it is found again in the text. */
const AROUND = 2
/** Beyond so many changed lines, comparing takes a browser too long. */
const MOST_CHANGES = 3_000

/** What turns one text into another, line by line; null where they differ in too much to compare. */
export function diffLines(before: string, after: string): DiffLine[] | null {
  const parts = diffArrays(before.split('\n'), after.split('\n'), { maxEditLength: MOST_CHANGES })
  if (!parts) return null
  return folded(
    parts.flatMap(({ value, added, removed }) =>
      value.map((text): DiffLine => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
    ),
  )
}

/** Leaves out what is the same and not near a change. */
function folded(lines: DiffLine[]): DiffLine[] {
  const isNear = new Set<number>()
  lines.forEach((line, place) => {
    if (line.kind === 'same') return
    for (let near = place - AROUND; near <= place + AROUND; near++) isNear.add(near)
  })
  const shown: DiffLine[] = []
  lines.forEach((line, place) => {
    const last = shown.at(-1)
    // one line left out would take as much room as the line
    const isAlone = isNear.has(place - 1) && isNear.has(place + 1)
    if (isNear.has(place) || isAlone) shown.push(line)
    else if (last?.kind === 'folded') last.count++
    else shown.push({ kind: 'folded', count: 1 })
  })
  return shown
}
