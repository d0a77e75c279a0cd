import { defineCommand } from '@/platform/command'
import { hashToken, newToken } from '@/platform/crypto'
import { notFound, Refusal } from '@/platform/errors'
import { addKey } from '../add-key'
import { CreateApiKey, CreatedApiKey } from '../schema'

const DAY_MS = 86_400_000

/**
 * Makes a bearer key, for scripts of the board (it acts as the person who made it) or for one agent. The token is in this answer
 * and nowhere else.
 * @throws Refusal not_found for an agent of another company, illegal_transition for one that is not in service
 */
export const createApiKey = defineCommand({
  name: 'createApiKey',
  grant: 'key:write',
  input: CreateApiKey,
  output: CreatedApiKey,
  isAnswerSecret: true,
  records: ['key.created'],
  announces: ['key/created'],
  async run(work, input) {
    if (work.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person can make keys.')
    const agentId = input.agentId ?? null
    if (agentId) {
      const agent = await work.db.agent.findFirst({ where: { id: agentId }, select: { status: true } })
      if (!agent) throw notFound('agent')
      if (agent.status === 'terminated' || agent.status === 'pending_approval') {
        throw new Refusal('illegal_transition', `An agent that is ${agent.status.replace('_', ' ')} cannot have a key.`)
      }
    }
    const token = newToken(`pcp_${input.kind}`)
    const { kind, name, role = null, expiresInDays } = input
    const expiresAt = expiresInDays ? new Date(work.now.getTime() + expiresInDays * DAY_MS).toISOString() : null
    const told = { kind, agentId, name, role, expiresAt, lastFour: token.slice(-4) }
    const key = await addKey(work, { ...told, tokenHash: hashToken(token) })
    return { ...key, token }
  },
})
