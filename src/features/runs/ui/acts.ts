import { deedText } from '@/features/audit/ui/deed-text'
import type { CallView } from '@/features/models/schema'
import { formatMicros } from '@/ui/money'
import type { RunRow } from '../schema'

/** Something that a run did, or a few alike things one after the other. Times in milliseconds. */
export type Act = {
  id: string
  label: string
  startMs: number
  /** The same as `startMs` for what takes no time; null while it goes on. */
  endMs: number | null
  tone: 'work' | 'wait' | 'bad'
  /** Money, or what came of it. */
  note?: string
  children: Act[]
}

/** An entry of the record that a run caused. */
export type Deed = {
  id: string
  at: string
  action: string
  subjectName: string | null
  details: Record<string, unknown>
}

type Times = Pick<RunRow, 'createdAt' | 'startedAt' | 'finishedAt' | 'state'>

/** How many alike acts in a row become one that unfolds. */
const FOLDED_FROM = 3

/** What the product itself writes down around a run: the acts before and after tell it already. */
const PLUMBING = /^(run|spend|wake)\./

/**
 * A run as a tree: that it waited, what it did in its order, and what followed from it. Alike acts in a row are folded.
 * @param calls of models, and `deeds` from the record, in any order
 */
export function actsOf(run: Times, calls: readonly CallView[], deeds: readonly Deed[]): Act[] {
  const created = Date.parse(run.createdAt)
  const started = run.startedAt ? Date.parse(run.startedAt) : null
  const finished = run.finishedAt ? Date.parse(run.finishedAt) : null
  // what a call cost stands beside it
  const isTold = ({ action }: Deed) => PLUMBING.test(action) || (calls.length > 0 && action === 'cost.reported')
  const told = deeds.filter((each) => !isTold(each)).map(deedAct)
  const all = [...calls.map(callAct), ...told].sort((a, b) => a.act.startMs - b.act.startMs)
  const isAfter = ({ act }: Kinded) => finished !== null && act.startMs > finished
  const done = all.filter((each) => !isAfter(each))
  const after = all.filter(isAfter)
  const waited = started ?? finished
  const acts: Act[] = [
    { ...act('waited', 'Waited for a worker', created, waited), tone: 'wait' },
    ...(started === null
      ? []
      : [{ ...act('worked', 'Worked', started, finished), tone: toneOf(run.state), children: folded(done) }]),
    ...(after.length === 0
      ? []
      : [{ ...act('after', 'What followed', finished ?? created, last(after)), children: folded(after) }]),
  ]
  return acts
}

type Kinded = { kind: string; name: string; act: Act }

const act = (id: string, label: string, startMs: number, endMs: number | null): Act => ({
  ...{ id, label, startMs, endMs, tone: 'work', children: [] },
})

const toneOf = (state: RunRow['state']): Act['tone'] => (state === 'failed' || state === 'timed_out' ? 'bad' : 'work')

const last = (all: readonly Kinded[]) => Math.max(...all.map(({ act }) => act.endMs ?? act.startMs))

function callAct(call: CallView): Kinded {
  const { id, model, askedModel, state, costMicros, createdAt, endedAt } = call
  const isBad = state === 'failed' || state === 'cut' || state === 'lost'
  const label = `Asked ${model ?? askedModel}`
  const end = endedAt ? Date.parse(endedAt) : null
  return {
    kind: 'call',
    name: 'model calls',
    act: {
      ...act(id, label, Date.parse(createdAt), end),
      ...(isBad && { tone: 'bad' as const }),
      note: isBad ? state : formatMicros(costMicros),
    },
  }
}

function deedAct({ id, at, action, subjectName, details }: Deed): Kinded {
  const { verb, after } = deedText(action, details)
  const text = [verb, action.startsWith('cost.') ? null : subjectName, after].filter(Boolean).join(' ')
  const when = Date.parse(at)
  const name = action === 'cost.reported' ? 'cost reports' : `times: ${verb}`
  return { kind: action, name, act: act(id, text.charAt(0).toUpperCase() + text.slice(1), when, when) }
}

/** Alike acts in a row as one, with what they come to. */
function folded(all: readonly Kinded[]): Act[] {
  const rows: Act[] = []
  for (let from = 0; from < all.length; ) {
    let to = from
    while (all[to + 1]?.kind === all[from]?.kind) to += 1
    const alike = all.slice(from, to + 1)
    const acts = alike.map((each) => each.act)
    const [first] = alike
    if (first && alike.length >= FOLDED_FROM) {
      const isOpen = acts.some(({ endMs }) => endMs === null)
      rows.push({
        ...act(`fold-${first.act.id}`, `${alike.length} ${first.name}`, first.act.startMs, isOpen ? null : last(alike)),
        tone: acts.some(({ tone }) => tone === 'bad') ? 'bad' : 'work',
        children: acts,
      })
    } else rows.push(...acts)
    from = to + 1
  }
  return rows
}

/** Where an act lies in the whole, in percent; what takes no time is a mark. @param nowMs the end of what goes on */
export function placeOf({ startMs, endMs }: Act, whole: { startMs: number; endMs: number }, nowMs: number) {
  const length = Math.max(1, whole.endMs - whole.startMs)
  const at = (ms: number) => Math.min(100, Math.max(0, ((ms - whole.startMs) / length) * 100))
  const left = at(startMs)
  return { left, width: Math.max(0, at(endMs ?? nowMs) - left) }
}
