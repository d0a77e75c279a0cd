/** A line of two texts laid over each other: in both, only in the first, only in the second, or so many in both that are left out. */
export type DiffLine = { kind: 'same' | 'removed' | 'added'; text: string } | { kind: 'folded'; count: number }

/** Lines shown around a change, so that it is found again in the text. */
const AROUND = 2
/** Beyond so many pairs of lines, comparing takes a browser too long. */
const MOST_PAIRS = 4_000_000

/** What turns one text into another, line by line; null where the texts are too long to compare. */
export function diffLines(before: string, after: string): DiffLine[] | null {
  const from = before.split('\n')
  const to = after.split('\n')
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) start++
  let end = 0
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end++
  const middle = compared(from.slice(start, from.length - end), to.slice(start, to.length - end))
  if (!middle) return null
  const same = (text: string): DiffLine => ({ kind: 'same', text })
  return folded([...from.slice(0, start).map(same), ...middle, ...from.slice(from.length - end).map(same)])
}

/** By the longest common subsequence; what goes stands before what comes. */
function compared(from: string[], to: string[]): DiffLine[] | null {
  if (from.length * to.length > MOST_PAIRS) return null
  const width = to.length + 1
  const longest = new Uint32Array((from.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      longest[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < from.length || j < to.length) {
    const [gone, come] = [from[i], to[j]]
    if (gone !== undefined && gone === come) {
      lines.push({ kind: 'same', text: gone })
      i++
      j++
    } else if (gone !== undefined && (come === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: gone })
      i++
    } else {
      lines.push({ kind: 'added', text: come ?? '' })
      j++
    }
  }
  return lines
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
