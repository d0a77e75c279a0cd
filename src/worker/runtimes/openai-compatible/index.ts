import { z } from 'zod'
import type { LeasedRun } from '../../protocol'
import { modelGatewayOf } from '../model-gateway'
import { type Paperclip, paperclipFor } from '../paperclip-api'
import { type Activity, notStarted, problemsOf, type Runtime, type Start, type TestResult } from '../runtime'
import { callModel, chat } from './chat'
import { commandTools } from './command-tool'
import { fileTools } from './file-tools'
import { ModelError } from './model-error'
import { Config } from './settings'
import type { Tool } from './tool'
import { workLoop } from './work-loop'
import { workTools } from './work-tools'

const TEST_LIMIT_MS = 30_000
const MOST_BYTES = 2_000_000

const Models = z.object({ data: z.array(z.object({ id: z.string() })) })

/**
 * A model behind an endpoint that speaks OpenAI's chat completions works with tools that the worker carries out. Nothing of the
 * conversation outlives the run: the next one reads the task, its thread and the workspace.
 */
export const openaiCompatible: Runtime = {
  start(start) {
    const { config: given, isMetered } = throughGateway(start.run)
    const parsed = Config.safeParse(given)
    if (!parsed.success) return over(`The agent's settings are wrong: ${problemsOf(parsed.error)}.`)
    const config = parsed.data
    const ending = new AbortController()
    const paperclip = paperclipFor(start.run, ending.signal)
    const all = allTools(start, config, paperclip, ending.signal)
    const unknown = (config.tools ?? []).filter((name) => !all.some((tool) => tool.name === name))
    if (unknown.length > 0) {
      return over(`There is no tool ${unknown.join(', ')}; there is ${all.map(({ name }) => name).join(', ')}.`)
    }
    const tools = all.filter(({ name }) => config.tools?.includes(name) ?? true)
    start.onStarted(`Asking ${config.model} at ${new URL(config.baseUrl).origin}.`)
    // the control plane is where this worker has its work from
    const mayCallPrivate = isMetered || (start.mayCallPrivate ?? config.allowPrivate)
    const loop = { start, config, isMetered, tools, paperclip, mayCallPrivate, signal: ending.signal }
    return { done: workLoop(loop), stop: () => ending.abort() }
  },

  async test(config, mayCallPrivate, gateway = []) {
    if (gateway.includes('openai') && !(config as Record<string, unknown>).baseUrl) return behindGateway(config)
    const parsed = Config.safeParse(config)
    if (!parsed.success) return { ok: false, message: `The settings are wrong: ${problemsOf(parsed.error)}.` }
    return tryOut(parsed.data, mayCallPrivate ?? parsed.data.allowPrivate)
  },
}

/** The rest of the settings is tried; a call needs the token of a run. */
function behindGateway(config: unknown): TestResult {
  const parsed = Config.safeParse({ ...(config as object), baseUrl: 'http://localhost/v1' })
  return parsed.success
    ? { ok: true, message: "Its models are behind the company's model gateway; none was called." }
    : { ok: false, message: `The settings are wrong: ${problemsOf(parsed.error)}.` }
}

/** The settings with the model gateway as their endpoint, where they name none of their own. Calls are booked there. */
function throughGateway(run: LeasedRun): { config: Record<string, unknown>; isMetered: boolean } {
  const { openai, token } = modelGatewayOf(run)
  const { runtimeConfig: config } = run
  if (openai === null || config.baseUrl) return { config, isMetered: false }
  return { config: { ...config, baseUrl: openai, apiKey: token }, isMetered: true }
}

function allTools(start: Start, config: Config, paperclip: Paperclip, signal: AbortSignal): Tool[] {
  return [
    ...workTools(start.run, paperclip),
    ...fileTools(start.workspace),
    ...commandTools(start, config.allowedCommands, signal),
  ]
}

function over(problem: string): Activity {
  return { done: Promise.resolve(notStarted(problem)), stop() {} }
}

/** The list of models, then one tiny answer. */
async function tryOut(config: Config, mayCallPrivate: boolean): Promise<TestResult> {
  const signal = AbortSignal.timeout(TEST_LIMIT_MS)
  try {
    const models = await listModels(config, mayCallPrivate, signal)
    if (models && !models.includes(config.model)) {
      const some = models.slice(0, 20).join(', ') || 'none'
      return { ok: false, message: `${config.baseUrl} answers, but has no model ${config.model}. It has ${some}.` }
    }
    const startedAt = Date.now()
    const { model, usage } = await chat({
      config: { ...config, maxOutputTokens: 16 },
      messages: [{ role: 'user', content: 'Answer with the word ready.' }],
      ...{ tools: [], mayCallPrivate, signal, onText() {} },
    })
    const counted = usage ? '' : ' It does not say how many tokens it used, so that its cost cannot be known.'
    return { ok: true, message: `OK (latency: ${Date.now() - startedAt} ms, model: ${model}).${counted}` }
  } catch (error) {
    if (signal.aborted) return { ok: false, message: `${config.baseUrl} did not answer in ${TEST_LIMIT_MS / 1000} s.` }
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Null where the endpoint has no such list. */
async function listModels(config: Config, mayCallPrivate: boolean, signal: AbortSignal): Promise<string[] | null> {
  try {
    const response = await callModel(config, 'models', { method: 'GET', body: '', mayCallPrivate, signal })
    response.setEncoding('utf8')
    let text = ''
    for await (const chunk of response) {
      text += chunk
      if (text.length > MOST_BYTES) break
    }
    const models = Models.safeParse(JSON.parse(text))
    return models.success ? models.data.data.map(({ id }) => id) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    if (error instanceof ModelError && (error.kind === 'not_started' || error.kind === 'invalid_response')) return null
    throw error
  }
}
