import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RunningServer, startServer } from '../running-server'
import { type ScriptedModel, startScriptedModel, TOKENS } from './scripted-model'
import { installed, programsIn, type ToolName, toolsUnderTest } from './tools'

/*
 * Coding agents at their work: the product, its worker and the real command lines; only the model is scripted. A task is picked up,
 * worked on with the shell, reported and, in the conversation of the first run, finished.
 */

/** Some unpack themselves when they start for the first time. */
const RUN_SECONDS = 90

const names = toolsUnderTest()
const folders = new Map<ToolName, string>()
let server: RunningServer
let model: ScriptedModel | undefined

/** Shell without `$(…)`, which Gemini refuses. */
const api = (method: string, at: string) =>
  `curl -sS -f -X ${method} -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' "$PAPERCLIP_API_URL/api/v1${at}" -d @body.json`
const textOf = (file: string) => `tr -d '\\n' < ${file}`
const BEGIN = [
  'echo hello > greeting.txt',
  'env | grep -c -e DATABASE_URL -e WORKER_KEY > leaked.txt',
  `(printf '{"content":"wrote '; ${textOf('greeting.txt')}; printf ', leaked '; ${textOf('leaked.txt')}; printf '"}') > body.json`,
  api('POST', '/tasks/$PAPERCLIP_TASK_ID/messages'),
].join('; ')
const END = [
  `(printf '{"status":"done","completion_summary":"finished '; ${textOf('greeting.txt')}; printf '"}') > body.json`,
  api('PATCH', '/tasks/$PAPERCLIP_TASK_ID'),
].join(' && ')

function act(prompt: string): string | null {
  if (prompt.includes('You are woken again')) return END
  return prompt.includes('Write the greeting') && prompt.includes('# Who you are') ? BEGIN : null
}

beforeAll(async () => {
  const modelServer = await installed('model-server')
  for (const name of modelServer ? names : []) {
    const folder = await installed(name)
    if (folder) folders.set(name, folder)
  }
  if (modelServer) model = await startScriptedModel(modelServer, act)
  const bins = [...folders.values()].map(programsIn)
  const search = [...bins, process.env.PATH].join(path.delimiter)
  server = await startServer({ worker: true, env: { PATH: search, PAPERCLIP_WORKER_TOOLS: names.join(',') } })
}, 600_000)
afterAll(async () => {
  await server?.stop()
  await model?.stop()
})

type Json = Record<string, unknown> & { id: string }
async function call<T = Json>(method: string, at: string, body?: object): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${at}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${JSON.stringify(answer)}`)
  return answer as T
}

/** The settings that lead each tool to the scripted model. */
function settingsOf(name: ToolName, url: string): Record<string, unknown> {
  const provider = `{name="scripted",base_url="${url}/v1",env_key="OPENAI_API_KEY",wire_api="responses"}`
  return {
    'claude-code': {
      model: 'claude-sonnet-4-5',
      env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'key-of-the-tests' },
    },
    codex: {
      model: 'gpt-5.1-codex',
      args: ['-c', 'model_provider=scripted', '-c', `model_providers.scripted=${provider}`],
      env: { OPENAI_API_KEY: 'key-of-the-tests' },
    },
    gemini: {
      model: 'gemini-2.5-pro',
      env: { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: 'key-of-the-tests' },
    },
    opencode: {
      model: 'scripted/m1',
      env: { SCRIPTED_KEY: 'key-of-the-tests' },
      toolConfig: {
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            options: { baseURL: `${url}/v1`, apiKey: '{env:SCRIPTED_KEY}' },
            models: { m1: {} },
          },
        },
      },
    },
  }[name]
}

type Run = { id: string; status: string; error: string | null }
type Cost = { tokens_in: number; tokens_out: number; run_id: string; model: string }

describe.each(names)('%s', (name) => {
  it('works on a task, says what it did, and goes on with its session at the next wake', async (test) => {
    if (!folders.has(name) || !model) return test.skip(`${name} could not be installed`)
    const { url, conversations } = model
    const { id: companyId } = await call('POST', '/companies', { name: `With ${name}`, mission: 'Greet' })
    const agent = await call('POST', `/companies/${companyId}/agents`, {
      ...{ name: 'Ada', runtime: name, runtime_config: settingsOf(name, url) },
    })
    const task = await call('POST', `/companies/${companyId}/tasks`, {
      title: 'Write the greeting',
      assigned_to: agent.id,
    })
    const runsOver = (count: number) =>
      until(
        `run ${count} to end`,
        async () => {
          const { runs } = await call<{ runs: Run[] }>('GET', `/companies/${companyId}/runs`)
          return runs.length === count && runs.every((run) => !['queued', 'running'].includes(run.status)) ? runs : null
        },
        RUN_SECONDS,
      )
    const [first] = await runsOver(1)
    expect(first).toMatchObject({ status: 'succeeded', error: null })
    await call('POST', `/tasks/${task.id}/messages`, { content: 'Good. Please finish it.' })
    const [second] = await runsOver(2)
    expect(second).toMatchObject({ status: 'succeeded', error: null })

    expect(await call('GET', `/tasks/${task.id}`)).toMatchObject({
      state: 'done',
      completion_summary: 'finished hello',
    })
    const { messages } = await call<{ messages: { content: string }[] }>('GET', `/tasks/${task.id}/messages`)
    expect(messages.map((message) => message.content)).toEqual([
      'wrote hello, leaked 0',
      'Good. Please finish it.',
      'finished hello',
    ])
    // the second run knew what the first one had been told
    const resumed = conversations.filter((text) => text.includes('You are woken again'))
    expect(resumed.length).toBeGreaterThan(0)
    for (const text of resumed) expect(text).toContain('# Who you are')

    const { costs } = await call<{ costs: Cost[] }>('GET', `/companies/${companyId}/costs`)
    const tokensOf = (run: Run | undefined) =>
      costs.filter((cost) => cost.run_id === run?.id).reduce((sum, cost) => sum + cost.tokens_in, 0)
    // each run is two calls of the model, and what the first one used is not counted again in the second
    expect([tokensOf(first), tokensOf(second)]).toEqual([2 * TOKENS.in, 2 * TOKENS.in])
  }, 200_000)
})

/** Those whose models are found at the gateway when the company has a provider of their dialect. */
const THROUGH_GATEWAY = { 'claude-code': 'anthropic', codex: 'openai' } as const

describe.each(names.filter((name) => name in THROUGH_GATEWAY))('%s through the model gateway', (name) => {
  it('works without a key of its own, and is booked by the gateway alone', async (test) => {
    if (!folders.has(name) || !model) return test.skip(`${name} could not be installed`)
    const dialect = name === 'codex' ? THROUGH_GATEWAY.codex : THROUGH_GATEWAY['claude-code']
    const { id: companyId } = await call('POST', '/companies', { name: `Behind ${name}`, mission: 'Greet' })
    const base_url = dialect === 'openai' ? `${model.url}/v1` : model.url
    const provider = { name: 'scripted', dialect, base_url, api_key: 'key-of-the-provider' }
    await call('POST', `/companies/${companyId}/model-providers`, provider)
    const agent = await call('POST', `/companies/${companyId}/agents`, {
      ...{ name: 'Ada', runtime: name, runtime_config: { model: settingsOf(name, '').model } },
    })
    const task = await call('POST', `/companies/${companyId}/tasks`, {
      title: 'Write the greeting',
      assigned_to: agent.id,
    })
    const run = await until(
      'the run to end',
      async () => {
        const { runs } = await call<{ runs: Run[] }>('GET', `/companies/${companyId}/runs`)
        return runs.find((each) => !['queued', 'running'].includes(each.status)) ?? null
      },
      RUN_SECONDS,
    )
    expect(run).toMatchObject({ status: 'succeeded', error: null })
    const { messages } = await call<{ messages: { content: string }[] }>('GET', `/tasks/${task.id}/messages`)
    expect(messages[0]?.content).toBe('wrote hello, leaked 0')
    type Call = { state: string; tokens_in: number; tokens_out: number }
    const { calls } = await call<{ calls: Call[] }>('GET', `/runs/${run.id}/model-calls`)
    expect(calls.length).toBeGreaterThanOrEqual(2)
    expect(calls.map(({ state, tokens_in }) => [state, tokens_in])).toEqual(calls.map(() => ['answered', TOKENS.in]))
    const { costs } = await call<{ costs: Cost[] }>('GET', `/companies/${companyId}/costs`)
    expect(costs.length).toBe(calls.length)
    expect(costs.reduce((sum, cost) => sum + cost.tokens_in, 0)).toBe(calls.length * TOKENS.in)
  }, 200_000)
})

if (names.length === 0)
  it.skip('no coding agent is installed: PAPERCLIP_TEST_TOOLS=claude-code,codex npm test installs two', () => {})
