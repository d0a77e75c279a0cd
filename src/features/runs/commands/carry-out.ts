import type { z } from 'zod'
import { reportCost } from '@/features/budgets'
import { isMetered } from '@/features/models'
import { delegateTask, getTask, isOver, postMessage, updateTask } from '@/features/tasks'
import { actingAs, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { parseId } from '@/platform/ids'
import type { WorkReport } from '../schema'

type Report = z.output<typeof WorkReport>
type Subject = { runId: string; agentId: string; taskId: string | null }

/**
 * Carries out what an HTTP agent answered to `POST /work`, in the agent's name: the summary into the thread, and the task, if it is
 * the agent's, done, blocked or delegated.
 * @throws Refusal when the answer names something that cannot be done
 */
export async function carryOut(work: Work, subject: Subject, report: Report): Promise<void> {
  const mine = actingAs(work, { kind: 'agent', id: subject.agentId, runId: subject.runId })
  const { taskId } = subject
  if (!taskId) return
  const task = await getTask.within(mine, { taskId })
  // Somebody who was asked for an opinion gives it, and changes nothing; nor is a task closed twice.
  if (task.assigneeId !== subject.agentId || isOver(task.state)) {
    await postMessage.within(mine, { taskId, content: report.summary })
    return
  }
  if (report.status === 'done') {
    await updateTask.within(mine, { taskId, state: 'done', completionSummary: report.summary })
    return
  }
  await postMessage.within(mine, { taskId, content: report.summary })
  if (report.status === 'blocked') {
    await updateTask.within(mine, { taskId, state: 'blocked', blockedReason: report.summary.slice(0, 2000) })
    return
  }
  const toAgentId = report.delegateTo ? parseId('agent', report.delegateTo) : null
  if (!toAgentId) throw new Refusal('invalid_input', 'The agent delegated the task without naming a valid agent.')
  await delegateTask.within(mine, { taskId, toAgentId })
}

/** Books what the agent says it used, unless the gateway has, whatever becomes of the rest of its answer. */
export async function reportTokens(work: Work, subject: Subject, report: Report): Promise<void> {
  if (!report.tokensIn && !report.tokensOut) return
  if (await isMetered(work, subject.runId)) return
  const mine = actingAs(work, { kind: 'agent', id: subject.agentId, runId: subject.runId })
  await reportCost.within(mine, {
    agentId: subject.agentId,
    runId: subject.runId,
    taskId: subject.taskId,
    tokensIn: report.tokensIn ?? 0,
    tokensOut: report.tokensOut ?? 0,
    model: report.model ?? 'unknown',
  })
}
