import {
  checkLedger,
  forecastSpend,
  getBudget,
  listBudgets,
  listCosts,
  listIncidents,
  setBudget,
  spendByDay,
} from '@/features/budgets'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const budgets = router({
  listBudgets: queryProcedure(listBudgets),
  getBudget: queryProcedure(getBudget),
  listIncidents: queryProcedure(listIncidents),
  forecastSpend: queryProcedure(forecastSpend),
  spendByDay: queryProcedure(spendByDay),
  listCosts: queryProcedure(listCosts),
  checkLedger: queryProcedure(checkLedger),
  setBudget: commandProcedure(setBudget),
})
