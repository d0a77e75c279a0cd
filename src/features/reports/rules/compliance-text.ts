import { textOf } from '@/platform/csv'

/** The parts of a compliance report, in their order. */
export const SECTIONS = ['audit', 'approvals', 'access', 'revisions'] as const
export type Section = (typeof SECTIONS)[number]

/** One line of a report, whatever its section. */
export type ComplianceRow = {
  section: Section
  at: string
  id: string
  actorKind: string
  actorId: string
  actorName: string
  action: string
  subjectKind: string
  subjectId: string
  subjectName: string | null
  runId: string | null
  /** Position in the audit chain and the hash of that link; null for what is no audit entry, or is not sealed yet. */
  position: number | null
  hash: string | null
  details: Record<string, unknown>
}

export const COLUMNS = [
  'section',
  'at',
  'id',
  'actorKind',
  'actorId',
  'actorName',
  'action',
  'subjectKind',
  'subjectId',
  'subjectName',
  'runId',
  'position',
  'hash',
  'details',
] as const satisfies (keyof ComplianceRow)[]

/** A text in a cell of a Markdown table: on one line, and nothing in it is markup. */
export function markdownCell(value: unknown): string {
  return textOf(value)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|#~!&]/g, (mark) => `\\${mark}`)
}

export function markdownLine(cells: readonly unknown[]): string {
  return `| ${cells.map(markdownCell).join(' | ')} |\n`
}
