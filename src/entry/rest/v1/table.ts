import { agentWakes } from './agent-wakes'
import { agentWork } from './agent-work'
import { agents } from './agents'
import { budgets } from './budgets'
import { companies } from './companies'
import { goals } from './goals'
import { keys } from './keys'
import { messages } from './messages'
import { reports } from './reports'
import type { Route } from './route'
import { runs } from './runs'
import { tasks } from './tasks'

/** Every route of `/api/v1`, in the order of the reference page. */
export const TABLE: readonly Route[] = [
  ...companies,
  ...agents,
  ...goals,
  ...tasks,
  ...messages,
  ...agentWork,
  ...agentWakes,
  ...runs,
  ...budgets,
  ...reports,
  ...keys,
]
