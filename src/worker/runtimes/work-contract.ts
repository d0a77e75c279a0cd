import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { LeasedRun, WorkReport } from '../protocol'

const Tokens = z.number().int().min(0).nullish()

/** What an HTTP agent answers to `POST /work`. */
const WorkAnswer = z
  .object({
    status: z.enum(['done', 'blocked', 'delegated'], 'must be done, blocked or delegated'),
    summary: z.string('must be a text').trim().min(1, 'must not be empty').max(100_000),
    tokens_in: Tokens,
    tokens_out: Tokens,
    model: z.string().min(1).max(200).nullish(),
    delegate_to: z.string().min(1).max(100).nullish(),
  })
  .refine((answer) => answer.status !== 'delegated' || answer.delegate_to, {
    path: ['delegate_to'],
    message: 'must name the agent when the status is delegated',
  })

/** A retry is planned at most a day ahead. */
const LONGEST_WAIT_SECONDS = 86_400

/** The address that work is posted to. */
export function workUrl(endpoint: string): URL {
  const url = new URL(endpoint)
  const path = url.pathname.replace(/\/+$/, '')
  url.pathname = path.endsWith('/work') ? path : `${path}/work`
  return url
}

/** Body of `POST /work`. `api_key` in it is the run's own credential, which dies with the run. */
export function workRequest(run: LeasedRun): string {
  return JSON.stringify({
    agent_id: run.agentId,
    task: run.task && {
      id: run.task.id,
      identifier: run.task.identifier,
      title: run.task.title,
      description: run.task.description,
      goal_ancestry: run.task.goalAncestry,
    },
    instructions: run.instructions,
    context: {
      run_id: run.runId,
      attempt: run.attempt,
      company_id: run.companyId,
      agent_name: run.agentName,
      wake_reason: run.wake.cause,
      wake_payload: run.wake.payload,
      memories: (run.memories ?? []).map(({ scope, key, text }) => ({ scope, key, text })),
      api_base: `${run.apiUrl}/api/v1`,
      api_key: run.runToken,
    },
  })
}

/** Headers by which an agent knows the run, and that body and sender are genuine: HMAC of `timestamp.body` with the run token. */
export function workHeaders(run: LeasedRun, body: string, nowSeconds: number): Record<string, string> {
  const timestamp = String(Math.floor(nowSeconds))
  const signature = createHmac('sha256', run.runToken).update(`${timestamp}.${body}`).digest('hex')
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'idempotency-key': run.runId,
    'x-paperclip-run-id': run.runId,
    'x-paperclip-timestamp': timestamp,
    'x-paperclip-signature': `sha256=${signature}`,
  }
}

/** Reads an agent's answer: its report, or a sentence about what is wrong with it. */
export function readWorkAnswer(text: string): { report: WorkReport } | { problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { problem: 'The agent answered something that is not JSON.' }
  }
  const parsed = WorkAnswer.safeParse(json)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'} ${issue.message}`)
    return { problem: `The agent's answer has the wrong shape: ${problems.join('; ')}.` }
  }
  const { status, summary, tokens_in, tokens_out, model, delegate_to } = parsed.data
  return {
    report: {
      status,
      summary,
      tokensIn: tokens_in ?? undefined,
      tokensOut: tokens_out ?? undefined,
      model: model ?? undefined,
      delegateTo: delegate_to ?? undefined,
    },
  }
}

/** Seconds until a retry makes sense, from a Retry-After header in either of its forms; undefined when it says nothing. */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | undefined {
  if (!header) return undefined
  if (/^\d+$/.test(header.trim())) return Math.min(Number(header), LONGEST_WAIT_SECONDS)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, Math.ceil((at - nowMs) / 1000)), LONGEST_WAIT_SECONDS)
}
