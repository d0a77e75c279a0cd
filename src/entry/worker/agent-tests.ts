import type { z } from 'zod'
import { systemCaller } from '@/features/access'
import {
  AGENT_TEST_SECONDS,
  answerAgentTest,
  beginAgentTest,
  findTestAnswer,
  openAgentTest,
  openSettingsTest,
  type SettingsTest,
  type TakenTest,
  type TestAnswer,
  takeAgentTests,
} from '@/features/runs'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { lookAgainMs } from '@/platform/outbox/neighbours'
import { nextNews } from '@/platform/outbox/next-news'
import { committed } from '@/platform/outbox/pulse'
import type { AgentTest } from '@/worker/protocol'

/** How long to sleep when no commit says that an answer came, and other processes are not heard. */
const POLL_MS = 1000
const ANSWERED = 'agent/test-answered'

/** Lets a worker try an agent's settings, and waits for what it finds: at whichever server that worker says it. */
export async function testAgent(caller: Caller, agentId: string): Promise<TestAnswer> {
  return awaitAnswer(caller, await openAgentTest(caller, { agentId }))
}

/** The same with settings that no agent has yet. */
export async function testSettings(caller: Caller, settings: z.output<typeof SettingsTest>): Promise<TestAnswer> {
  return awaitAnswer(caller, await openSettingsTest(caller, settings))
}

type Opened = { testId: string | null; problem: string | null }

async function awaitAnswer(caller: Caller, { testId, problem }: Opened): Promise<TestAnswer> {
  const until = Date.now() + AGENT_TEST_SECONDS * 1000
  if (testId === null) return { ok: false, message: problem ?? 'Nobody can try this.' }
  for (;;) {
    const news = nextNews(ANSWERED)
    const answer = await findTestAnswer(caller, { testId })
    const left = until - Date.now()
    if (answer || left <= 0) {
      news.forget()
      return answer ?? { ok: false, message: `No worker answered in ${AGENT_TEST_SECONDS} s.` }
    }
    await news.within(Math.min(lookAgainMs(POLL_MS), left))
  }
}

/** Tests of settings for a worker that just spoke, with the values of their secrets. */
export async function takeTests(workerId: string): Promise<AgentTest[]> {
  const tests = await Promise.all((await takeAgentTests(workerId)).map(begin))
  return tests.filter((test) => test !== null)
}

async function begin({ testId, companyId }: TakenTest): Promise<AgentTest | null> {
  try {
    return await beginAgentTest(systemCaller(companyId, 'worker'), { testId })
  } catch (error) {
    if (error instanceof Refusal) await settleTest(testId, { ok: false, message: error.message })
    else log.error({ err: error, testId, companyId }, 'a test of settings could not be begun')
    return null
  }
}

/** What a worker found. Nothing happens when nobody waits for it any more. */
export async function settleTest(testId: string, answer: TestAnswer): Promise<void> {
  const companyId = await answerAgentTest(testId, answer)
  if (companyId) committed(systemCaller(companyId, 'worker').companyId, [{ name: ANSWERED }])
}
