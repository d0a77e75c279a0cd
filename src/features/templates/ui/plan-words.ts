import type { PlanRow } from '../schema'
import type { Preview } from './send-bundle'

/** One kind of thing in a bundle, and what becomes of it. */
export type PlanLine = {
  /** "3 agents: 2 are made, 1 gets another name". */
  text: string
  /** What is not simply made, thing by thing. */
  notes: string[]
}

type Kind = 'agents' | 'projects' | 'teams' | 'labels'

const KINDS: Record<Kind, string> = { agents: 'agent', projects: 'project', teams: 'team', labels: 'label' }
const FATES: Record<PlanRow['action'], [one: string, several: string]> = {
  create: ['is made', 'are made'],
  rename: ['gets another name', 'get another name'],
  skip: ['is left as it is here', 'are left as they are here'],
  replace: ['replaces what is here', 'replace what is here'],
}
const FATE_ORDER = ['create', 'rename', 'replace', 'skip'] as const

/** What an import would make, rename, replace and leave, in words. What is not in the bundle is not mentioned. */
export function planLines({ plan }: Preview): PlanLine[] {
  const kinds = Object.keys(KINDS) as Kind[]
  const named = kinds.flatMap((kind) => (plan[kind].length > 0 ? [lineOf(KINDS[kind], plan[kind])] : []))
  const counted = [
    ['goal', plan.goals],
    ['task', plan.tasks],
    ['message', plan.messages],
  ] as const
  const others = counted.flatMap(([word, n]) =>
    n > 0 ? [{ text: `${count(n, word)} ${n === 1 ? 'is' : 'are'} made`, notes: [] }] : [],
  )
  return [...named, ...others]
}

function lineOf(word: string, rows: PlanRow[]): PlanLine {
  const fates = FATE_ORDER.flatMap((action) => {
    const n = rows.filter((row) => row.action === action).length
    return n > 0 ? [`${n === rows.length ? '' : `${n} `}${FATES[action][n === 1 ? 0 : 1]}`] : []
  })
  const isOne = fates.length === 1
  return { text: `${count(rows.length, word)}${isOne ? ' ' : ': '}${fates.join(', ')}`, notes: rows.flatMap(noteOf) }
}

function noteOf({ action, name, reason }: PlanRow): string[] {
  if (action === 'rename') return [`${reason}; the new one is called ${name}.`]
  if (action === 'replace') return [`${name} is here already, and becomes what the bundle says.`]
  if (action === 'skip') return [`${reason}, and stays as it is.`]
  return []
}

function count(n: number, word: string): string {
  return `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`
}
