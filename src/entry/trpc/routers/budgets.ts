import {
  adjustCost,
  checkLedger,
  forecastSpend,
  getBudget,
  getModelPrice,
  listBudgets,
  listCosts,
  listIncidents,
  listModelPrices,
  mayUseModel,
  removeModelPrice,
  setBudget,
  setModelPrice,
  spendByDay,
  voidCost,
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
  voidCost: commandProcedure(voidCost),
  adjustCost: commandProcedure(adjustCost),
  listModelPrices: queryProcedure(listModelPrices),
  getModelPrice: queryProcedure(getModelPrice),
  mayUseModel: queryProcedure(mayUseModel),
  setModelPrice: commandProcedure(setModelPrice),
  removeModelPrice: commandProcedure(removeModelPrice),
})
