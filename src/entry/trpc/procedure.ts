import { z } from 'zod'
import type { Command, Query } from '@/platform/command'
import { invalidInput } from '@/platform/errors'
import { callerIn } from '../caller'
import { identifiedProcedure } from './init'

/** Every call names the company beside its own input: by id, `cmp_…` or slug. A command that takes nothing adds nothing. */
type InCompany<I> = { companyId: string } & (I extends Record<string, never> ? unknown : I)

const CompanyName = z.object({ companyId: z.string().min(1).max(100) })

function companyOf(input: unknown): string {
  const parsed = CompanyName.safeParse(input)
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data.companyId
}

/**
 * A command as a mutation in one company. The input is checked once, by the command, which also drops `companyId` from it.
 */
export function commandProcedure<I extends z.ZodType, O>(command: Command<I, O>) {
  return identifiedProcedure
    .input(z.custom<InCompany<z.input<I>>>())
    .mutation(
      async ({ ctx, input }): Promise<O> =>
        command(await callerIn(ctx.identity, companyOf(input)), input as z.input<I>),
    )
}

/** A query as a query in one company. */
export function queryProcedure<I extends z.ZodType, O>(query: Query<I, O>) {
  return identifiedProcedure
    .input(z.custom<InCompany<z.input<I>>>())
    .query(
      async ({ ctx, input }): Promise<O> => query(await callerIn(ctx.identity, companyOf(input)), input as z.input<I>),
    )
}
