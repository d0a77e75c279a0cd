import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMask } from '@/platform/mask'
import { leasedRun, until } from '../control-plane-for-tests'
import type { AgentSession } from '../protocol'
import { claudeCode } from './claude-code'
import { codex } from './codex'

/*
 * How what a tool prints is taken, with what the real tools were seen to print, played by a small program of the same name. The tools
 * themselves are run in `src/testing/agents/`.
 */

const SECRET = 'swordfish-91-and-more'
let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-agent-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

/** A program on the PATH that does what `script` says. */
function install(name: string, script: string): void {
  fs.writeFileSync(path.join(folder, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 })
}

function begin(runtime: typeof codex, name: string, session: AgentSession | null = null, config = {}) {
  const lines: string[] = []
  const start = {
    run: {
      ...leasedRun('', { runtime: name, runtimeConfig: config }),
      prompt: { start: 'all of it', resume: 'what is new' },
      session,
    },
    ...{ workspace: folder, home: path.join(folder, 'home'), mayCallPrivate: true, mask: createMask([SECRET]) },
    workerEnv: { ...process.env, PATH: `${folder}:${process.env.PATH}`, DATABASE_URL: 'postgres://secret' },
    log: (_stream: string, line: string) => void lines.push(line),
    onStarted: (text: string) => void lines.push(text),
  }
  return { activity: runtime.start(start), lines }
}

async function run(runtime: typeof codex, name: string, session: AgentSession | null = null, config = {}) {
  const { activity, lines } = begin(runtime, name, session, config)
  return { outcome: await activity.done, lines }
}

const said = (...events: object[]) => events.map((event) => `echo '${JSON.stringify(event)}'`).join('\n')
const result = (more: object) => ({ type: 'result', subtype: 'success', is_error: false, session_id: 's-2', ...more })

it('gives the prompt as input, a home of its own, and nothing of the control plane', async () => {
  install(
    'claude',
    `echo "in: $(cat) $PAPERCLIP_API_KEY"; echo "home: $HOME"; env | grep -c DATABASE_URL; ${said(result({ result: 'Well.' }))}`,
  )
  const { outcome, lines } = await run(claudeCode, 'claude-code')
  expect(outcome).toMatchObject({ outcome: 'succeeded', summary: 'Well.', session: { id: 's-2' } })
  expect(lines.join('\n')).toContain(`in: all of it`)
  expect(lines).toContain(`home: ${path.join(folder, 'home')}`)
  expect(lines).toContain('0')
})

it('shows what was said and done as lines, without secrets', async () => {
  const content = [
    { type: 'text', text: `I look.\nThe key is ${SECRET}` },
    { type: 'tool_use', name: 'Bash', input: { command: 'ls -la' } },
  ]
  const answer = { type: 'user', message: { content: [{ type: 'tool_result', content: 'a.txt' }] } }
  install('claude', said({ type: 'assistant', message: { id: 'm', model: 'x', content } }, answer, result({})))
  const { lines } = await run(claudeCode, 'claude-code')
  expect(lines.slice(1)).toEqual(['I look.', 'The key is ***', '→ Bash ls -la', 'a.txt'])
})

it('says what was used so far while it works, and at a stop what it had used by then', async () => {
  const message = (id: string, input_tokens: number) => ({
    ...{ type: 'assistant', message: { id, model: 'm', content: [], usage: { input_tokens, output_tokens: 2 } } },
  })
  // a message is told again with each of its parts
  install('claude', `${said(message('a', 10), message('a', 10), message('b', 20))}\nsleep 60`)
  const { activity } = begin(claudeCode, 'claude-code')
  expect(activity.usage?.()).toEqual([])
  await until(() => activity.usage?.()[0]?.tokensIn === 30, 'two messages are heard')
  expect(activity.usage?.()).toMatchObject([{ model: 'm', tokensIn: 30, tokensOut: 4 }])
  activity.stop(0)
  expect((await activity.done).usage).toMatchObject([{ model: 'm', tokensIn: 30, tokensOut: 4 }])
})

it('counts what this run used, where the tool counts over the whole session', async () => {
  const usage = (tokens: number, costUSD: number) => ({
    ...{
      inputTokens: tokens,
      cacheReadInputTokens: 2 * tokens,
      cacheCreationInputTokens: 0,
      outputTokens: tokens,
      costUSD,
    },
  })
  install('claude', said(result({ modelUsage: { big: usage(300, 0.3), small: usage(10, 0) } })))
  const total = (tokens: number) => ({
    tokensIn: 3 * tokens,
    tokensCached: 2 * tokens,
    tokensCacheWritten: 0,
    tokensOut: tokens,
  })
  const totals = [{ model: 'big', ...total(100), costMicros: 100_000 }]
  const { outcome } = await run(claudeCode, 'claude-code', { id: 's-2', totals })
  expect(outcome.usage).toEqual([
    { model: 'big', ...total(200), costMicros: 200_000 },
    { model: 'small', ...total(10) },
  ])
  expect(outcome.session?.totals).toMatchObject([{ model: 'big', ...total(300) }, { model: 'small' }])
})

it('pain 32: says that what a login by subscription used is on no bill of its own, and what a key used is', async () => {
  const init = { type: 'system', subtype: 'init', session_id: 's-2', apiKeySource: 'none' }
  const modelUsage = { big: { inputTokens: 10, outputTokens: 1, costUSD: 0.5 } }
  install('claude', said(init, result({ modelUsage })))
  const byToken = await run(claudeCode, 'claude-code', null, { env: { CLAUDE_CODE_OAUTH_TOKEN: 'x' } })
  expect(byToken.outcome.usage).toMatchObject([{ billing: 'subscription', costMicros: 500_000 }])
  const behindProxy = await run(claudeCode, 'claude-code', null, { env: { ANTHROPIC_AUTH_TOKEN: 'x' } })
  expect(behindProxy.outcome.usage).toMatchObject([{ billing: 'metered' }])
  const turn = { type: 'turn.completed', usage: { input_tokens: 5, output_tokens: 1 } }
  install('codex', said({ type: 'thread.started', thread_id: 't-1' }, turn))
  expect((await run(codex, 'codex')).outcome.usage).toMatchObject([{ billing: 'subscription' }])
  const withKey = await run(codex, 'codex', null, { env: { OPENAI_API_KEY: 'x' } })
  expect(withKey.outcome.usage).toMatchObject([{ billing: 'metered' }])
})

it('pain 27: a session that the tool does not know any more begins anew, once, with everything', async () => {
  install(
    'codex',
    `case "$*" in *resume*) echo 'Error: no rollout found for thread id t-1 (code -32600)' >&2; exit 1;; esac
     read -r input; ${said({ type: 'thread.started', thread_id: 't-2' })}; echo "got $input"
     ${said({ type: 'turn.completed', usage: { input_tokens: 5, output_tokens: 1 } })}`,
  )
  const { outcome, lines } = await run(codex, 'codex', {
    id: 't-1',
    totals: [{ model: 'codex', tokensIn: 3, tokensCached: 0, tokensOut: 0 }],
  })
  expect(outcome).toMatchObject({
    outcome: 'succeeded',
    session: { id: 't-2' },
    usage: [{ model: 'codex', tokensIn: 5 }],
  })
  expect(lines).toContain('got all of it')
})

it('pain 3: a tool that goes on trying with a key that is refused is ended, and the failure is of the key', async () => {
  const message = 'Reconnecting... 1/5 (unexpected status 401 Unauthorized: bad key)'
  install('codex', `${said({ type: 'thread.started', thread_id: 't' }, { type: 'error', message })}; sleep 300`)
  const { outcome } = await run(codex, 'codex')
  expect(outcome).toMatchObject({ outcome: 'failed', errorCode: 'auth', error: expect.stringContaining('bad key') })
})

it('says when a limit is over, and that turns were used up', async () => {
  install(
    'claude',
    `${said(result({ is_error: true, api_error_status: 429, result: 'retry after 90 seconds' }))}; exit 1`,
  )
  expect((await run(claudeCode, 'claude-code')).outcome).toMatchObject({
    errorCode: 'rate_limited',
    retryAfterSeconds: 90,
  })
  install('claude', said(result({ subtype: 'error_max_turns', is_error: true })))
  expect((await run(claudeCode, 'claude-code')).outcome).toMatchObject({ outcome: 'failed', errorCode: 'max_turns' })
})

it('fails with the last words of a tool that crashes, and without a word when it is silent', async () => {
  install('claude', 'echo "Cannot find module x" >&2; exit 3')
  const crashed = (await run(claudeCode, 'claude-code')).outcome
  expect(crashed).toMatchObject({ errorCode: 'crashed', exitCode: 3, error: expect.stringContaining('module x') })
  install('claude', 'exit 0')
  expect((await run(claudeCode, 'claude-code')).outcome).toMatchObject({ errorCode: 'invalid_response' })
  fs.rmSync(path.join(folder, 'claude'))
  const missing = (await run(claudeCode, 'claude-code', null, { program: 'claude-that-is-not-there' })).outcome
  expect(missing).toMatchObject({ errorCode: 'not_started', error: expect.stringContaining('not found') })
})

it('is tried out without a variable of the worker: the settings name the program', async () => {
  install('mine', `env > ${folder}/seen; echo 1.2.3`)
  process.env.PAPERCLIP_WORKER_KEY = SECRET
  const program = path.join(folder, 'mine')
  const { message } = await claudeCode.test({ program, env: { ANTHROPIC_API_KEY: 'k' } }, true)
  delete process.env.PAPERCLIP_WORKER_KEY
  expect(message).toContain('1.2.3')
  expect(fs.readFileSync(path.join(folder, 'seen'), 'utf8')).not.toContain(SECRET)
})

it.each([
  [claudeCode, 'claude', 'anthropic', { ANTHROPIC_BASE_URL: 'http://localhost' }],
  [codex, 'codex', 'openai', { OPENAI_BASE_URL: 'http://localhost' }],
] as const)('needs no key where its runs find models behind the gateway', async (runtime, program, dialect, ownWay) => {
  install(program, 'echo 1.2.3')
  const settings = { program: path.join(folder, program) }
  expect(await runtime.test(settings, true, [])).toMatchObject({
    ok: false,
    message: expect.stringContaining('no key'),
  })
  expect(await runtime.test(settings, true, [dialect])).toMatchObject({ ok: true })
  // with a way of its own it is not behind the gateway
  expect(await runtime.test({ ...settings, env: ownWay }, true, [dialect])).toMatchObject({ ok: false })
})

it('asks for permissions by a list, and skips them only where that is said', async () => {
  install('claude', `echo "args: $*"; ${said(result({}))}`)
  const argsOf = async (config: object) =>
    (await run(claudeCode, 'claude-code', null, config)).lines.find((line) => line.startsWith('args')) ?? ''
  expect(await argsOf({})).toMatch(/--permission-mode default --allowedTools Bash,Read,/)
  expect(await argsOf({})).not.toContain('dangerously')
  expect(await argsOf({ allowedTools: ['Read'] })).toContain('--allowedTools Read')
  expect(await argsOf({ skipPermissions: true })).toContain('--dangerously-skip-permissions')
})
