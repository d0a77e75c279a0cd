import { randomUUID } from 'node:crypto'
import { openAgentTest } from '@/features/runs'
import type { Caller } from '@/platform/command'
import type { AgentTest } from '@/worker/protocol'

/** A worker beats every few seconds, and a model may take its time. */
const LIMIT_MS = 45_000

export type TestResult = { ok: boolean; message: string }

type Waiting = AgentTest & { settle(result: TestResult): void }

/** Tests that wait for a worker, and those that a worker has: in this process, for as long as somebody waits for the answer. */
const waiting = new Map<string, Waiting>()
const taken = new Map<string, Waiting>()

/** Lets a worker try an agent's settings, and waits for what it finds. */
export async function testAgent(caller: Caller, agentId: string): Promise<TestResult> {
  const { runtime, runtimeConfig, secrets, hasWorker } = await openAgentTest(caller, { agentId })
  if (!runtime) return { ok: false, message: 'Nothing starts this agent: it fetches its work itself.' }
  if (!hasWorker) return { ok: false, message: `No worker that can start ${runtime} is connected.` }
  const testId = randomUUID()
  return new Promise((resolve) => {
    function settle(result: TestResult): void {
      clearTimeout(timer)
      waiting.delete(testId)
      taken.delete(testId)
      resolve(result)
    }
    const late = `No worker answered in ${LIMIT_MS / 1000} s.`
    const timer = setTimeout(() => settle({ ok: false, message: late }), LIMIT_MS)
    waiting.set(testId, { testId, runtime, runtimeConfig, secrets, settle })
  })
}

export function areTestsWaiting(): boolean {
  return waiting.size > 0
}

/** Tests for a worker that has these runtimes; each is given once. */
export function takeTests(runtimes: readonly string[]): AgentTest[] {
  const fitting = [...waiting.values()].filter(({ runtime }) => runtimes.includes(runtime))
  for (const test of fitting) {
    waiting.delete(test.testId)
    taken.set(test.testId, test)
  }
  return fitting.map(({ settle: _settle, ...test }) => test)
}

/** What a worker found. Nothing happens when nobody waits for it any more. */
export function settleTest(testId: string, result: TestResult): void {
  taken.get(testId)?.settle(result)
}
