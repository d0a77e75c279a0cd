import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RunningServer, startServer } from '../running-server'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ worker: true })
})
afterAll(() => server.stop())

type Json = Record<string, unknown> & { id: string }
type Verified = Json & { state: string; verification: { state: string; checks: { ok: boolean; detail: string }[] } }

async function call<T = Json>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer as T
}

/** Claims at once that it is done; what it really did is what `command` does. */
async function claims(
  name: string,
  command: string,
  acceptance: object[],
): Promise<{ taskId: string; agentId: string }> {
  const company = await call('POST', '/companies', { name })
  const done = `curl -sS -f -X PATCH "$PAPERCLIP_API_URL/api/issues/$PAPERCLIP_TASK_ID" -H "Authorization: Bearer $PAPERCLIP_API_KEY" \
    -H 'Content-Type: application/json' -d '{"status":"done","completionSummary":"It is done."}'`
  const agent = await call('POST', `/companies/${company.id}/agents`, {
    name: 'Claims',
    adapterType: 'process',
    adapterConfig: { command: `${command}\n${done}` },
  })
  const task = await call('POST', `/companies/${company.id}/issues`, {
    title: 'Write the report',
    assigneeAgentId: agent.id,
    acceptance,
  })
  return { taskId: task.id, agentId: agent.id }
}

const verifiedAs = (taskId: string, state: string) =>
  until(`the checks to have ${state}`, async () => {
    const task = await call<Verified>('GET', `/issues/${taskId}`)
    return task.verification?.state === state ? task : null
  })

describe('a completion that is checked', () => {
  it('is done when a worker has found everything that was claimed', async () => {
    const { taskId, agentId } = await claims(
      'True',
      'mkdir -p out && echo done > out/report.md && git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m "Report"',
      [
        { kind: 'file_exists', path: 'out/report.md' },
        { kind: 'file_exists', glob: '**/*.md' },
        { kind: 'git_commit', messageContains: 'Report' },
        { kind: 'command_exit_0', command: 'grep -q done out/report.md' },
        { kind: 'url_200', url: `${server.url}/api/health` },
        { kind: 'http_json_match', url: `${server.url}/api/v1/openapi.json`, path: 'info.title', equals: 'Paperclip' },
      ],
    )
    const task = await until('the task to be done', async () => {
      const now = await call<Verified & { status: string }>('GET', `/issues/${taskId}`)
      if (now.verification?.state === 'failed') throw new Error(JSON.stringify(now.verification))
      return now.status === 'done' ? now : null
    })
    expect(task.verification.checks.map((check) => check.ok)).toEqual([true, true, true, true, true, true])
    const runs = await call<Json[]>('GET', `/issues/${taskId}/runs`)
    expect(runs.map((run) => [run.agentId, run.wakeReason])).toContainEqual([agentId, 'verification'])
  })

  it('is never silently done: what is not there is said, and the work goes back', async () => {
    const { taskId } = await claims('False', 'true', [
      { kind: 'file_exists', path: 'out/report.md' },
      { kind: 'command_exit_0', command: 'echo not today; exit 3' },
      { kind: 'url_200', url: `${server.url}/api/nothing-here` },
    ])
    const task = await verifiedAs(taskId, 'failed')
    expect(task.verification.checks).toMatchObject([
      { ok: false, detail: expect.stringContaining('no out/report.md') },
      { ok: false, detail: expect.stringMatching(/ended with 3: not today/) },
      { ok: false, detail: expect.stringContaining('404') },
    ])
    expect(task.status).not.toBe('done')
    const thread = await call<{ body: string; authorType: string }[]>('GET', `/issues/${taskId}/comments`)
    expect(thread.find((comment) => comment.authorType === 'system')?.body).toContain('3 of 3 checks failed')
  })
})
