import { z } from 'zod'
import { inPeriod, type Spend, spendBy } from '@/features/budgets'
import { ledgerCsv } from '../../http/ledger-csv'
import { Cents, cents, Instant, Usd, usd } from './fields'
import { route } from './route'

const Sums = z.object({
  cost_usd: Usd,
  cost_cents: Cents,
  list_usd: Usd.meta({ description: 'What it would have cost at list price.' }),
  tokens_in: z.number(),
  tokens_cached: z.number(),
  tokens_out: z.number(),
  entries: z.number(),
  unpriced: z.number().meta({ description: 'Entries whose price is not known.' }),
})

type Figures = Omit<Spend, 'group' | 'name' | 'kind' | 'subtreeMicros'>

function sumsAnswer(sums: Figures): z.output<typeof Sums> {
  return {
    ...{ cost_usd: usd(sums.costMicros), cost_cents: cents(sums.costMicros), list_usd: usd(sums.listMicros) },
    ...{ tokens_in: sums.tokensIn, tokens_cached: sums.tokensCached, tokens_out: sums.tokensOut },
    ...{ entries: sums.entries, unpriced: sums.unpriced },
  }
}

const Line = Sums.extend({
  id: z.string().nullable().meta({ description: 'A plain UUID, or the name of a model, a provider or a billing.' }),
  model: z.string().optional().meta({ description: 'With agent_model.' }),
  name: z.string().nullable(),
  kind: z.enum(['thing', 'unattributed', 'shared']).meta({ description: 'shared: by agents of several teams.' }),
  subtree_usd: Usd.meta({ description: 'With all below a goal or a manager; of a team, with what it shares.' }),
})

function lineAnswer(line: Spend): z.output<typeof Line> {
  const [id = null, model] = line.group
  const which = { id, ...(model ? { model } : {}), name: line.name, kind: line.kind }
  return { ...which, ...sumsAnswer(line), subtree_usd: usd(line.subtreeMicros) }
}

const GROUPS = {
  agent: 'agent',
  agent_model: 'agentModel',
  goal: 'goal',
  project: 'project',
  task: 'task',
  team: 'team',
  provider: 'provider',
  model: 'model',
  billing: 'billing',
} as const
type Group = keyof typeof GROUPS

export const spend = [
  route({
    method: 'get',
    path: '/companies/{company_id}/spend',
    name: 'spendBy',
    tag: 'Money',
    summary: 'Add up the ledger by what it was spent on, dearest first',
    description:
      'Of this month, unless a `month` or `from` and `to` (days where the company is, the last one included, or instants) say ' +
      'otherwise. The lines add up to the total, with one for what is on none of the things.',
    query: inPeriod({
      by: z.enum(Object.keys(GROUPS) as [Group, ...Group[]]),
      limit: z.coerce.number().int().min(1).max(500).default(100).meta({ type: 'integer' }),
      cursor: z.coerce.number().int().min(0).default(0).meta({ type: 'integer', description: '`next_cursor`.' }),
    }),
    answer: z.object({
      month: z.string().nullable(),
      from: Instant.nullable(),
      to: Instant.nullable(),
      total: Sums,
      lines: z.array(Line),
      next_cursor: z.number().nullable(),
    }),
    run: async ({ caller, query: { by, cursor: offset, ...query } }) => {
      const report = await spendBy(caller, { ...query, by: GROUPS[by], offset })
      return {
        ...{ month: report.month?.slice(0, 7) ?? null, from: report.from, to: report.to },
        ...{ total: sumsAnswer(report.total), lines: report.lines.map(lineAnswer), next_cursor: report.nextOffset },
      }
    },
  }),
  route({
    method: 'get',
    path: '/companies/{company_id}/ledger.csv',
    name: 'readLedger',
    tag: 'Money',
    summary: 'Take the ledger out, as CSV, oldest first',
    query: inPeriod({}),
    answer: z.string(),
    produces: 'text/csv',
    run: ({ caller, query }) => ledgerCsv(caller, query),
  }),
]
