import { until } from './company'
import type { RunningServer } from './running-server'

type Json = Record<string, unknown> & { id: string }
type RunJson = { id: string; status: string; attempt: number; error_code: string | null; stop_reason: string | null }
type Thread = { messages: { content: string; role: string }[] }

/** What a test does on a running product that it hurts: over `/api/v1`, as the person who owns it. */
export function sceneOf(server: () => RunningServer) {
  async function call<T = Json>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${server().url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer as T
  }
  return {
    call,
    company: (name: string) => call('POST', '/companies', { name, mission: 'Survive' }),
    hire: (companyId: string, name: string, command: string) =>
      call('POST', `/companies/${companyId}/agents`, { name, role: 'engineer', runtime: 'bash', command }),
    runsOf: async (companyId: string) =>
      (await call<{ runs: RunJson[] }>('GET', `/companies/${companyId}/runs?limit=200`)).runs,
    threadOf: async (taskId: string) => (await call<Thread>('GET', `/tasks/${taskId}/messages`)).messages,
  }
}

/** What an agent's command does to work on its task: says so, waits, says that it is done, and completes it. */
export const work = (seconds: number) => `
  api() { curl -sS -f -X "$1" -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' --retry 60 --retry-delay 1 --retry-all-errors -H "Idempotency-Key: $3" "$PAPERCLIP_BASE_URL/api/v1$2" -d "$4"; }
  api POST "/tasks/$PAPERCLIP_TASK_ID/messages" "begun-$PAPERCLIP_TASK_ID" '{"content":"begun"}' >/dev/null
  sleep ${seconds}
  api PATCH "/tasks/$PAPERCLIP_TASK_ID" "done-$PAPERCLIP_TASK_ID" '{"status":"done","completion_summary":"finished"}' >/dev/null
`

/** The lease of a lost run lasts 20 s, and its retry waits a little: longer than `until` is for. */
export const untilLong = (what: string, check: () => Promise<boolean>) => until(what, check, 300)
