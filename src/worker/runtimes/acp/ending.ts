import type { StopReason } from '@agentclientprotocol/sdk'
import { rest } from '../../backoff'
import type { ProcessTree, TreeEnd } from '../../process-tree'
import type { Paperclip } from '../paperclip-api'
import type { Outcome, Start } from '../runtime'
import type { Heard } from './client'

const ANSWER_LENGTH = 20_000
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

type Ended = { start: Start; heard: Heard; paperclip: Paperclip; costBeforeUsd: number | null }

/** Books what the turn has cost, where the agent says it, and posts an answer that would be lost otherwise. */
export async function tellEnd({ start, heard, paperclip, costBeforeUsd }: Ended, reason: StopReason): Promise<void> {
  const { runId, fence, agentId, task } = start.run
  const costUsd = (heard.costUsd ?? 0) - (costBeforeUsd ?? 0)
  const tell = (work: Promise<unknown>, what: string) =>
    work.catch((error: Error) => start.log('system', `${what} could not be reported: ${error.message}`))
  if (costUsd > 0) {
    // the agent says its price, and neither tokens nor model
    const body = { tokens_in: 0, tokens_out: 0, model: 'acp', cost_usd: costUsd, run_id: runId }
    await tell(paperclip('POST', `/agents/${agentId}/cost`, body, `${runId}:${fence}:cost`), 'The cost')
  }
  const answer = heard.answer.trim()
  if (!task || !answer || reason !== 'end_turn' || (await isSettled(paperclip, task.id))) return
  const post = paperclip(
    'POST',
    `/tasks/${task.id}/messages`,
    { content: answer.slice(0, ANSWER_LENGTH) },
    `${runId}:${fence}:answer`,
  )
  await tell(post, 'The last answer')
}

/** Whether the agent has said by itself what became of the task. */
async function isSettled(paperclip: Paperclip, taskId: string): Promise<boolean> {
  const task = await paperclip('GET', `/tasks/${taskId}`).catch(() => null)
  if (typeof task !== 'object' || task === null || !('state' in task)) return false
  return task.state !== 'in_progress' && task.state !== 'todo'
}
