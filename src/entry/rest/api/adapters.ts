import { z } from 'zod'
import { ADAPTERS, runtimeOf } from '@/features/org'

const ADAPTER_TYPES = Object.values(ADAPTERS)

/** The adapter of an agent: read as its runtime. */
export const AdapterType = z
  .string()
  .transform((text, context) => {
    const runtime = runtimeOf(text)
    if (runtime) return runtime
    const message = `must be one of ${ADAPTER_TYPES.join(', ')}`
    context.addIssue({ code: 'custom', message, params: { rule: 'unknown_adapter' } })
    return z.NEVER
  })
  .meta({ type: 'string', enum: ADAPTER_TYPES, example: 'process' })
