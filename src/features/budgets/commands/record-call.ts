import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { CostReport, ReportCost } from '../schema'
import { BOOKING, bookCost } from './report-cost'

/**
 * Records what a call to a model cost, of the run that made it, and gives back in the same transaction what was held for it. Only the
 * product itself may say this: a cost that an agent reports leaves the holds alone.
 */
export const recordCall = defineCommand({
  name: 'recordCall',
  grant: 'run:report',
  input: ReportCost.extend({
    ...{ runId: z.uuid(), heldMicros: z.int().min(0), heldTokens: z.int().min(0).default(0) },
    /** The model is at an address of the company's own machine or network. */
    isAtHome: z.boolean().default(false),
  }),
  output: CostReport,
  ...BOOKING,
  run: (work, { heldMicros: micros, heldTokens: tokens, isAtHome, ...input }) =>
    bookCost(work, input, { micros, tokens }, isAtHome),
})
