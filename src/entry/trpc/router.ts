import { router } from './init'
import { access } from './routers/access'
import { approvals } from './routers/approvals'
import { audit } from './routers/audit'
import { budgets } from './routers/budgets'
import { companies } from './routers/companies'
import { documents } from './routers/documents'
import { goals } from './routers/goals'
import { memory } from './routers/memory'
import { models } from './routers/models'
import { notifications } from './routers/notifications'
import { org } from './routers/org'
import { reports } from './routers/reports'
import { routines } from './routers/routines'
import { runs } from './routers/runs'
import { schedules } from './routers/schedules'
import { search } from './routers/search'
import { tasks } from './routers/tasks'
import { templates } from './routers/templates'
import { vault } from './routers/vault'

/** Every procedure, room by room. A path is the room and the command's own name: `tasks.checkOutTask`. */
export const appRouter = router({
  access,
  approvals,
  audit,
  budgets,
  companies,
  documents,
  goals,
  memory,
  models,
  notifications,
  org,
  reports,
  routines,
  runs,
  schedules,
  search,
  tasks,
  templates,
  vault,
})

export type AppRouter = typeof appRouter
