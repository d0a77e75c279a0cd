import type { Outputs } from '@/entry/trpc/client'

/** An agent as the org chart has it. */
export type ChartAgent = Outputs['org']['orgChart']['agents'][number]
