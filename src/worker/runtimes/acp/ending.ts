import type { StopReason } from '@agentclientprotocol/sdk'
import { rest } from '../../backoff'
import type { ProcessTree, TreeEnd } from '../../process-tree'
import type { AgentSession } from '../../protocol'
import { usageSince } from '../agent-hearing'
import type { Outcome } from '../runtime'
import type { Heard } from './client'

const ANSWER_LENGTH = 20_000
const NO_TOKENS = { model: 'acp', tokensIn: 0, tokensCached: 0, tokensOut: 0 }
/** For a process that has closed its output to say how it ended. */
const EXIT_MS = 1_000
/** Of the protocol: the agent wants a login. */
const AUTH_REQUIRED = -32_000

/** What the end of a turn means for the run. */
export function endOf(reason: StopReason): Outcome {
  switch (reason) {
    case 'end_turn':
      return { outcome: 'succeeded' }
    case 'cancelled':
      return { outcome: 'cancelled', errorCode: 'stopped', error: 'The agent was cancelled.' }
    case 'max_tokens':
    case 'max_turn_requests':
      return { outcome: 'failed', errorCode: 'limit_reached', error: `The agent came to its limit (${reason}).` }
    case 'refusal':
      return { outcome: 'failed', errorCode: 'invalid_response', error: 'The agent refused to go on.' }
  }
}

/** What a broken conversation means: the agent wants a login, its process ended, or it answered an error. */
export async function failureOf(
  error: unknown,
  { tree, signal }: { tree: ProcessTree; signal: AbortSignal },
): Promise<Outcome> {
  if (signal.aborted) return { outcome: 'cancelled', errorCode: 'stopped', error: 'Stopped.' }
  const message = error instanceof Error ? error.message : String(error)
  if (typeof error === 'object' && error !== null && 'code' in error) {
    const isLogin = error.code === AUTH_REQUIRED
    if (isLogin)
      return { outcome: 'failed', errorCode: 'auth', error: `The agent wants a login on this worker: ${message}` }
    return { outcome: 'failed', errorCode: 'crashed', error: `The agent answered an error: ${message}` }
  }
  const end = await Promise.race([tree.ended, rest(EXIT_MS).then((): TreeEnd | null => null)])
  const how = end ? `its process ended with ${end.signal ?? `exit code ${end.exitCode}`}` : message
  const { exitCode, signal: name } = end ?? {}
  return { outcome: 'failed', errorCode: 'crashed', error: `The agent broke off: ${how}.`, exitCode, signal: name }
}

/**
 * What a turn leaves behind: its session, with what that has cost so far; what of it this run did; and the last answer. The agent
 * says its price, and neither tokens nor model.
 */
export function reportOf(
  heard: Heard,
  id: string,
  kept: AgentSession | null,
  reason: StopReason,
): Pick<Outcome, 'usage' | 'session' | 'summary'> {
  const totals =
    heard.costUsd === null ? (kept?.totals ?? []) : [{ ...NO_TOKENS, costMicros: Math.round(heard.costUsd * 1e6) }]
  const summary = reason === 'end_turn' ? heard.answer.trim().slice(0, ANSWER_LENGTH) : ''
  return { usage: usageSince(kept, totals), session: { id, totals }, ...(summary ? { summary } : {}) }
}
