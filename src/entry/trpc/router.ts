import { router } from './init'
import { access } from './routers/access'
import { audit } from './routers/audit'
import { budgets } from './routers/budgets'
import { companies } from './routers/companies'
import { goals } from './routers/goals'
import { org } from './routers/org'
import { reports } from './routers/reports'
import { runs } from './routers/runs'
import { schedules } from './routers/schedules'
import { tasks } from './routers/tasks'

/** Every procedure, room by room. A path is the room and the command's own name: `tasks.checkOutTask`. */
export const appRouter = router({
  access,
  audit,
  budgets,
  companies,
  goals,
  org,
  reports,
  runs,
  schedules,
  tasks,
})

export type AppRouter = typeof appRouter
