/** So many ids fit into the address of one request. */
const ASKED_AT_ONCE = 60

/** A task, and who has it. */
export type Held = { id: string; assigneeId: string | null; assigneePersonId: string | null; parentId: string | null }

/** Tasks that are asked about in one request; it stays as it is while any of them is shown, so that its answer is kept. */
export type Part = {
  /** Whether they are of who has the task above them, so that the answer changes without them. */
  isOfAbove: boolean
  tasks: readonly { id: string; holding: string }[]
}

/** What an answer is about: the same task in other hands is asked about anew. */
const holdingOf = ({ id, assigneeId, assigneePersonId, parentId }: Held) =>
  `${id} ${assigneeId ?? assigneePersonId ?? `below ${parentId}`}`

const isOfAbove = ({ assigneeId, assigneePersonId, parentId }: Held) =>
  parentId !== null && !assigneeId && !assigneePersonId

/**
 * Which tasks to ask about in which parts: those of before, without the ones of which nothing is shown any more, and new ones only for
 * what none has yet, in whatever order it is shown.
 * @returns the very parts of before where nothing is to be changed
 */
export function partsToAsk(before: readonly Part[], shown: readonly Held[]): readonly Part[] {
  // a list that is being read has nothing for a moment
  if (shown.length === 0) return before
  const ids = new Set(shown.map(({ id }) => id))
  const kept = before.filter(({ tasks }) => tasks.some(({ id }) => ids.has(id)))
  const asked = new Set(kept.flatMap(({ tasks }) => tasks.map(({ holding }) => holding)))
  const fresh = shown.filter((task) => !asked.has(holdingOf(task)))
  if (fresh.length === 0 && kept.length === before.length) return before
  const [ofAbove, own] = [fresh.filter(isOfAbove), fresh.filter((task) => !isOfAbove(task))]
  return [...kept, ...inParts(own, false), ...inParts(ofAbove, true)]
}

function inParts(tasks: readonly Held[], isOfAbove: boolean): Part[] {
  const parts = Math.ceil(tasks.length / ASKED_AT_ONCE)
  const all = tasks.map((task) => ({ id: task.id, holding: holdingOf(task) }))
  return Array.from({ length: parts }, (_, at) => ({
    isOfAbove,
    tasks: all.slice(at * ASKED_AT_ONCE, (at + 1) * ASKED_AT_ONCE),
  }))
}

/**
 * The shown tasks about which the grant is held; of one that changed hands, what was last known of it until the new answer is there.
 * @param answers to each part, the ids that are granted; undefined until it is there
 */
export function grantedOf(
  parts: readonly Part[],
  answers: readonly (readonly string[] | undefined)[],
  shown: readonly Held[],
): ReadonlySet<string> {
  const known = new Map<string, boolean>()
  const last = new Map<string, boolean>()
  parts.forEach(({ tasks }, at) => {
    if (!answers[at]) return
    const granted = new Set(answers[at])
    for (const { id, holding } of tasks) {
      known.set(holding, granted.has(id))
      last.set(id, granted.has(id))
    }
  })
  return new Set(shown.filter((task) => known.get(holdingOf(task)) ?? last.get(task.id)).map(({ id }) => id))
}
