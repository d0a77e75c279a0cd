import { pauseMs, rest } from '../../backoff'
import { type Paperclip, PaperclipRefusal } from '../paperclip-api'
import type { Outcome, Start } from '../runtime'
import { type Answer, chat } from './chat'
import { type Conversation, conversation } from './conversation'
import { ModelError } from './model-error'
import type { Config } from './settings'
import { runCall, type Tool, type ToolResult } from './tool'

const HOW_TO_WORK = `You work by calling tools; nobody reads what you write outside of them before the run is over.
Read the task and its thread, do the work in your workspace, then say what became of it with set_status: done with a summary of the
result, or blocked with the reason. Ask for an approval before anything that cannot be undone or that costs money. When you are woken
for something else than work of your own, answer it in the thread. Do not repeat what was done already. When there is nothing left to
do, answer without calling a tool; your answer is posted to the thread if you have posted nothing yourself.`

/** How often one answer is asked for again when the endpoint failed while the run was under way. */
const TRIES = 3
const CALL_LINE = 500
const WRITES = new Set(['post_message', 'set_status', 'delegate_task', 'ask_approval', 'create_subtask'])

export type Loop = {
  start: Start
  config: Config
  /** The endpoint is the control plane's own: it books what is used. */
  isMetered: boolean
  tools: Tool[]
  paperclip: Paperclip
  mayCallPrivate: boolean
  signal: AbortSignal
}

/** Lets the model work until it has nothing more to do, or a limit is reached. Never rejects. */
export async function workLoop(loop: Loop): Promise<Outcome> {
  const { start, config, signal } = loop
  const talk = conversation(systemOf(start), start.run.prompt?.start ?? 'Begin now.', config.contextTokens)
  let tokens = 0
  let hasWritten = false
  try {
    for (let turn = 1; turn <= config.maxTurns; turn++) {
      const answer = await ask(loop, talk)
      if (answer.usage) {
        tokens += answer.usage.tokensIn + answer.usage.tokensOut
        if (!loop.isMetered) await reportUsage(loop, answer, turn)
      }
      if (answer.calls.length === 0 && !answer.isCut) {
        if (!hasWritten) await postAnswer(loop, answer.text)
        return { outcome: 'succeeded' }
      }
      const results = await runCalls(loop, answer)
      hasWritten ||= answer.calls.some(({ name }, i) => WRITES.has(name) && results[i]?.isDone)
      talk.step(
        answer,
        results.map(({ text }) => text),
      )
      if (answer.isCut && answer.calls.length === 0) talk.remark('Your answer was cut off. Go on, in smaller steps.')
      if (tokens >= config.maxTokens)
        return limitReached(`The run used ${tokens} tokens; its limit is ${config.maxTokens}.`)
    }
    return limitReached(`The model did not come to an end in ${config.maxTurns} turns.`)
  } catch (error) {
    if (signal.aborted) return { outcome: 'cancelled', errorCode: 'stopped', error: 'Stopped.' }
    if (error instanceof ModelError) return error.outcome()
    return { outcome: 'failed', errorCode: 'crashed', error: error instanceof Error ? error.message : String(error) }
  }
}

function systemOf({ run }: Start): string {
  return [run.instructions, HOW_TO_WORK].filter(Boolean).join('\n\n')
}

/** One answer; what may pass is tried again, and a conversation that is too long is shortened. */
async function ask(loop: Loop, talk: Conversation): Promise<Answer> {
  const { config, tools, mayCallPrivate, signal, start } = loop
  for (let tried = 1; ; ) {
    const out = speaker(start)
    try {
      const answer = await chat({
        ...{ config, mayCallPrivate, signal, messages: talk.messages(), tools: tools.map(({ offer }) => offer) },
        onText: out.piece,
      })
      out.end()
      return answer
    } catch (error) {
      out.end()
      if (signal.aborted || !(error instanceof ModelError)) throw error
      if (error.more.isTooLong && talk.shrink()) continue
      if (error.kind !== 'crashed' || tried >= TRIES) throw error
      start.log('system', `${error.message} Trying again.`)
      await rest(pauseMs(tried++), signal)
    }
  }
}

/** Puts pieces of text together to lines of the log, masked as a whole. */
function speaker(start: Start) {
  let line = ''
  const say = (text: string) => start.log('stdout', start.mask(text))
  return {
    piece(text: string) {
      const lines = (line + text).split('\n')
      line = lines.pop() ?? ''
      for (const each of lines) say(each)
    },
    end() {
      if (line) say(line)
      line = ''
    },
  }
}

async function runCalls({ start, tools, signal }: Loop, { calls }: Answer): Promise<ToolResult[]> {
  const results: ToolResult[] = []
  for (const call of calls) {
    signal.throwIfAborted()
    start.log('system', `→ ${call.name} ${start.mask(call.argumentsText).slice(0, CALL_LINE)}`)
    const result = await runCall(tools, call)
    start.log('system', `← ${start.mask(result.text).slice(0, CALL_LINE)}`)
    results.push(result)
  }
  return results
}

/** Into the ledger at once, so that a budget stops a run while it spends. A report that fails costs the run nothing, and is told. */
async function reportUsage({ start, paperclip }: Loop, { usage, model }: Answer, turn: number): Promise<void> {
  if (!usage) return
  const { runId, fence, agentId } = start.run
  const body = {
    tokens_in: usage.tokensIn,
    tokens_out: usage.tokensOut,
    tokens_cached: usage.tokensCached,
    model,
    run_id: runId,
  }
  try {
    await paperclip('POST', `/agents/${agentId}/cost`, body, `${runId}:${fence}:${turn}`)
  } catch (error) {
    const why = error instanceof PaperclipRefusal ? error.message : 'Paperclip does not answer'
    start.log(
      'system',
      `The use of ${usage.tokensIn} + ${usage.tokensOut} tokens of ${model} could not be reported: ${why}.`,
    )
  }
}

/** Work that ends without a word would look as if nothing had happened. */
async function postAnswer({ start, paperclip }: Loop, text: string): Promise<void> {
  const { task, runId, fence } = start.run
  if (!task || !text.trim()) return
  await paperclip(
    'POST',
    `/tasks/${task.id}/messages`,
    { content: text.trim().slice(0, 20_000) },
    `${runId}:${fence}:answer`,
  )
}

function limitReached(error: string): Outcome {
  return { outcome: 'failed', errorCode: 'limit_reached', error }
}
