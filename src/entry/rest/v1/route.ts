import { parseId } from '@/platform/ids'
import { callerAt, callerIn } from '../../caller'
import { routesOf } from '../route'

export type { Route } from '../route'

/** Rows of `/api/v1`: ids are prefixed or plain; a company also answers to its slug and its prefix. */
export const { route, rootRoute } = routesOf({
  scopes: {
    companies: 'company',
    agents: 'agent',
    tasks: 'task',
    goals: 'goal',
    runs: 'run',
    keys: 'key',
    projects: 'project',
    teams: 'team',
    labels: 'label',
    messages: 'message',
    interactions: 'interaction',
    attachments: 'attachment',
    approvals: 'approval',
    secrets: 'secret',
  },
  async find(identity, scope, name) {
    if (scope === 'company') {
      const caller = await callerIn(identity, name)
      return { caller, id: caller.companyId }
    }
    return { caller: await callerAt(identity, scope, name), id: parseId(scope, name) ?? name }
  },
})
