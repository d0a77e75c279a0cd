import { z } from 'zod'
import type { WorkReport } from '../../protocol'

const SUMMARY_LENGTH = 20_000

/** What an agent behind a gateway is asked to end with, so that it needs no access to the product. */
export const HOW_TO_END = `End your last answer with one line that says what became of the task: "PAPERCLIP: done" or "PAPERCLIP: blocked".
What you write before that line is posted to the thread of the task.`

const VERDICT = /\n?\s*PAPERCLIP:\s*(done|blocked)\s*$/i

/** The last answer without its verdict, and the verdict when there is one. */
export function readAnswer(text: string): { text: string; status: WorkReport['status'] | null } {
  const found = VERDICT.exec(text)
  if (!found) return { text: text.trim().slice(0, SUMMARY_LENGTH), status: null }
  const status = found[1]?.toLowerCase() === 'done' ? 'done' : 'blocked'
  return { text: text.slice(0, found.index).trim().slice(0, SUMMARY_LENGTH), status }
}

const Tokens = z.number().int().min(0).optional().catch(undefined)

const Final = z.object({
  status: z.string(),
  error: z.unknown().optional(),
  summary: z.string().optional().catch(undefined),
  result: z
    .object({
      payloads: z
        .array(z.object({ text: z.string().nullish() }))
        .optional()
        .catch(undefined),
      meta: z
        .object({
          agentMeta: z
            .object({
              model: z.string().optional().catch(undefined),
              usage: z
                .object({ input: Tokens, output: Tokens, cacheRead: Tokens, cacheWrite: Tokens })
                .optional()
                .catch(undefined),
            })
            .optional()
            .catch(undefined),
        })
        .optional()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
})

export type Ended = {
  status: string
  error: string | null
  /** What the agent said last; null when the gateway does not say. */
  text: string | null
  usage: { tokensIn: number; tokensOut: number; tokensCached: number; model: string } | null
}

/** How a run of the gateway ended, from either of its two answers that say so; null for another answer. */
export function readEnd(payload: unknown): Ended | null {
  const final = Final.safeParse(payload)
  if (!final.success) return null
  const { status, error, summary, result } = final.data
  const text = result?.payloads
    ?.map((each) => each.text ?? '')
    .filter(Boolean)
    .join('\n\n')
  const meta = result?.meta?.agentMeta
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = meta?.usage ?? {}
  return {
    status,
    error:
      typeof error === 'string' ? error : error ? JSON.stringify(error) : status === 'ok' ? null : (summary ?? null),
    text: text || null,
    usage:
      input + output > 0
        ? {
            tokensIn: input + cacheRead + cacheWrite,
            tokensOut: output,
            tokensCached: cacheRead,
            model: meta?.model ?? 'unknown',
          }
        : null,
  }
}
