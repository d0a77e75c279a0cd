import { getAgent, hireAgent } from '@/features/org'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { questionOf, storeQuestion } from '../ask'
import { getApproval } from '../queries/get-approval'
import { HireAnswer, type HirePayload, RequestHire } from '../schema'
import { draftOf, findApproval, requireTasks, storePayload, storeResult } from '../store'

/**
 * Hires an agent, or asks to: who may hire without asking gets the agent; anybody else gets a draft, which takes no work until the
 * approval that comes with it is given.
 * @throws Refusal not_found for a task that is not there; whatever `hireAgent` refuses
 */
export const requestHire = defineCommand({
  name: 'requestHire',
  grant: 'approval:request',
  input: RequestHire,
  output: HireAnswer,
  records: ['approval.requested'],
  announces: ['approval/requested'],
  async run(work, input) {
    const { taskIds, resumeToken, requestKey, expiresAt, expiresInSeconds, requestedByAgentId, ...payload } = input
    const asking = { taskIds, resumeToken, requestKey, expiresAt, expiresInSeconds, requestedByAgentId }
    const question = await questionOf(work, { type: 'hire_agent', payload }, asking)
    if (question.needs === 'none') {
      await requireTasks(work, taskIds)
      return { agent: await hireAgent.within(work, payload), approval: null }
    }
    // The settings follow when the draft's are in the vault.
    question.asked = { type: 'hire_agent', payload: { ...payload, runtimeConfig: {} } }
    const { id, isNew } = await storeQuestion(work, question)
    const agentId = isNew ? await hireDraft(work, id, payload) : draftOf(await findApproval(work, id))?.agentId
    if (!agentId) throw new Refusal('already_exists', 'This request key was used for a request without a draft.')
    return {
      agent: await getAgent.within(work, { agentId }),
      approval: await getApproval.within(work, { approvalId: id }),
    }
  },
})

async function hireDraft(work: Work, approvalId: string, payload: HirePayload): Promise<string> {
  const agent = await hireAgent.within(work, { ...payload, asDraft: true, source: 'approval' })
  const draft = await work.db.agent.findFirst({ where: { id: agent.id }, select: { runtimeConfig: true } })
  await storePayload(work, approvalId, { ...payload, runtimeConfig: draft?.runtimeConfig ?? {} })
  await storeResult(work, approvalId, { agentId: agent.id })
  return agent.id
}
