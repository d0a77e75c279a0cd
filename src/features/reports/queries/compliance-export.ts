import { z } from 'zod'
import type { Caller } from '@/platform/command'
import { csvLine } from '@/platform/csv'
import { invalidInput } from '@/platform/errors'
import { COLUMNS, type ComplianceRow, markdownLine, SECTIONS, type Section } from '../rules/compliance-text'
import {
  CompliancePeriod,
  type ComplianceSummary,
  compliancePage,
  complianceSummary,
  requireBounded,
} from './compliance-page'

export const ComplianceFormat = z.enum(['json', 'csv', 'md'])
const Input = z.intersection(CompliancePeriod, z.object({ format: ComplianceFormat.default('json') }))

export type ComplianceExport = {
  contentType: string
  /** Without a path, safe in a header. */
  fileName: string
  /** The file, piece by piece; each piece is a page at most. */
  text: AsyncIterable<string>
}

const CONTENT_TYPE = { json: 'application/json', csv: 'text/csv; charset=utf-8', md: 'text/markdown; charset=utf-8' }

/**
 * The record of a period in one file: audit entries with their links in the chain, approvals with their decisions, who had access, and
 * changes of configuration. What is refused is refused before the first piece.
 * @throws Refusal forbidden, invalid_input, or broken_rule for a period with more than 500,000 audit entries
 */
export async function complianceExport(caller: Caller, raw: z.input<typeof Input>): Promise<ComplianceExport> {
  const parsed = Input.safeParse(raw)
  if (!parsed.success) throw invalidInput(parsed.error)
  const { from, to, format } = parsed.data
  const summary = await complianceSummary(caller, { from, to })
  requireBounded(summary)
  const write = { json: asJson, csv: asCsv, md: asMarkdown }[format]
  const days = [from, to].map((moment) => new Date(moment).toISOString().slice(0, 10)).join('-to-')
  return {
    contentType: CONTENT_TYPE[format],
    fileName: `compliance-${days}.${format}`,
    text: write(summary, (section) => pagesOf(caller, section, { from, to })),
  }
}

type Pages = (section: Section) => AsyncIterable<ComplianceRow[]>

async function* pagesOf(caller: Caller, section: Section, period: z.output<typeof CompliancePeriod>) {
  let before: string | undefined
  for (;;) {
    const page = await compliancePage(caller, { section, period, before })
    if (page.rows.length > 0) yield page.rows
    if (!page.next) return
    before = page.next
  }
}

async function* asJson(summary: ComplianceSummary, pages: Pages): AsyncIterable<string> {
  yield `{"summary":${JSON.stringify(summary)}`
  for (const section of SECTIONS) {
    yield `,\n"${section}":[`
    let comma = ''
    for await (const rows of pages(section)) {
      yield comma + rows.map((row) => JSON.stringify(row)).join(',\n')
      comma = ',\n'
    }
    yield ']'
  }
  yield '}\n'
}

async function* asCsv(summary: ComplianceSummary, pages: Pages): AsyncIterable<string> {
  yield csvLine(COLUMNS)
  for (const section of SECTIONS) {
    for await (const rows of pages(section)) {
      yield rows.map((row) => csvLine(COLUMNS.map((column) => row[column]))).join('')
    }
  }
  const { chain, to, totals } = summary
  const head = { section: 'summary', at: to, position: chain.position, hash: chain.hash, details: totals }
  yield csvLine(COLUMNS.map((column) => (column in head ? head[column as keyof typeof head] : null)))
}

const TITLES: Record<Section, string> = {
  audit: 'Audit log',
  approvals: 'Approvals',
  access: 'Access',
  revisions: 'Changes of configuration',
}

const SHOWN = [
  'at',
  'actorName',
  'action',
  'subjectKind',
  'subjectName',
  'subjectId',
  'position',
  'hash',
  'details',
] as const

async function* asMarkdown(summary: ComplianceSummary, pages: Pages): AsyncIterable<string> {
  const { company, chain, from, to, totals } = summary
  yield '# Compliance report\n\n'
  yield '| What | Value |\n| --- | --- |\n'
  const facts = {
    Company: company.name,
    From: from,
    To: to,
    'Head of the audit chain': `${chain.position} ${chain.hash}`,
  }
  for (const [name, value] of Object.entries(facts)) yield markdownLine([name, value])
  for (const section of SECTIONS) {
    yield `\n## ${TITLES[section]} (${totals[section]})\n\n`
    yield `| ${SHOWN.join(' | ')} |\n|${SHOWN.map(() => ' --- |').join('')}\n`
    for await (const rows of pages(section)) {
      yield rows.map((row) => markdownLine(SHOWN.map((column) => row[column]))).join('')
    }
  }
}
