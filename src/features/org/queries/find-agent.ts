import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { keyOf } from '@/platform/ids'
import type { AgentView } from '../schema'
import { getAgent } from './get-agent'

/**
 * The agent with this shortname (`ada-lovelace`, or the name itself), among those that are not terminated.
 * @throws Refusal not_found; already_exists with the candidates when several have it
 */
export const findAgent = defineQuery({
  name: 'findAgent',
  grant: 'org:read',
  input: z.object({ key: z.string().trim().min(1).max(200) }),
  async run(view, input): Promise<AgentView> {
    const key = keyOf(input.key)
    const candidates = await view.sql<{ id: string; name: string; title: string }>(
      `SELECT id, name, title FROM "Agent" WHERE "companyId" = $1 AND key = $2 AND status <> 'terminated' ORDER BY id LIMIT 20`,
      [view.companyId, key],
    )
    const [first, second] = candidates
    if (!first) throw notFound('agent')
    if (second) {
      const message = `${candidates.length} agents are called ${key}. Name one by its id.`
      throw new Refusal('already_exists', message, { rule: 'ambiguous', candidates })
    }
    return getAgent.within(view, { agentId: first.id })
  },
})
