import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import type { Identity } from '@/features/access'
import { outageOf } from '@/platform/database'
import { CATALOGUE, invalidInput, Refusal } from '@/platform/errors'
import { identify } from '../caller'
import { problemOf } from '../http/problem'
import type { Visit } from '../http/visit'

/** Most calls in one request: a request counts once against the limit of who asks. */
export const MAX_BATCH = 50

/** Who asks is proven when the first procedure of a request needs it, once for all calls of a batch. */
export type Context = { identity(): Promise<Identity> }

export function createContext(visit: Visit): Context {
  let identity: Promise<Identity> | undefined
  return {
    identity() {
      identity ??= identify(visit)
      return identity
    },
  }
}

const t = initTRPC.context<Context>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    const cause =
      error.code === 'INTERNAL_SERVER_ERROR' || error.cause instanceof Refusal ? (error.cause ?? error) : null
    // what tRPC itself refuses (an unknown path, a body that is no JSON) keeps its own words
    if (!cause)
      return { ...shape, data: { ...shape.data, code: shape.data.code.toLowerCase(), facts: {}, requestId: null } }
    const { code, message, details: facts, requestId } = problemOf(cause)
    return { ...shape, message, data: { ...shape.data, code, facts, requestId } }
  },
})

export const router = t.router

/** A refusal becomes the tRPC error that the catalogue names. */
const translated = t.procedure.use(async ({ next }) => {
  const result = await next()
  const refusal = result.ok ? null : refusalOf(result.error.cause)
  if (refusal) throw new TRPCError({ code: CATALOGUE[refusal.code].trpc, message: refusal.message, cause: refusal })
  return result
})

function refusalOf(cause: unknown): Refusal | null {
  if (cause instanceof z.ZodError) return invalidInput(cause)
  return cause instanceof Refusal ? cause : outageOf(cause)
}

/** Every procedure: its context has the proven `identity`. */
export const identifiedProcedure = translated.use(async ({ ctx, next }) =>
  next({ ctx: { identity: await ctx.identity() } }),
)
