import fs from 'node:fs'
import { api, companyPath, listAgents, meter, post, readTask, work } from './paperclip.mjs'

/** Vera compares spend with plan every minute, and says something only when something changed. */

const MEMORY = 'last-seen.json'
/** Share of a budget by which its spend must have grown to be worth a line. */
const STEP = 0.1

function remembered() {
  try {
    return JSON.parse(fs.readFileSync(MEMORY, 'utf8'))
  } catch {
    return {}
  }
}

/** A line about a budget when its status is another one than last time, or its spend grew a good deal; else null. */
function lineFor(budget, name, before) {
  const spent = `$${budget.spent_usd.toFixed(2)} of ${budget.monthly_usd === null ? 'no limit' : `$${budget.monthly_usd.toFixed(2)}`}`
  if (budget.status !== (before?.status ?? 'ok')) return `- **${name}** is now at *${budget.status}*: ${spent}`
  const grown = budget.spent_usd - (before?.spent ?? 0)
  return budget.monthly_usd && grown >= budget.monthly_usd * STEP ? `- ${name}: ${spent}` : null
}

await work(async () => {
  const [task, { budgets }, agents] = await Promise.all([
    readTask(),
    api('GET', `${companyPath}/budgets`),
    listAgents(),
  ])
  const before = remembered()
  const nameOf = (budget) => agents.find(({ id }) => id === budget.scope_id)?.name ?? 'The company'
  const told = budgets.flatMap((budget) => {
    const line = lineFor(budget, nameOf(budget), before[budget.scope_id])
    return line ? [{ budget, line }] : []
  })
  console.log(`${budgets.length} budgets, ${told.length} of them changed`)
  if (!task || told.length === 0) return
  const lines = told.map(({ line }) => line).join('\n')
  const note = await meter(task.id, JSON.stringify(budgets).length, lines.length)
  await post(task.id, `Spend against plan, what changed:\n\n${lines}\n\n_${note}_`, [
    { tool: 'list_budgets', input: companyPath, output: `${budgets.length} budgets` },
  ])
  const seen = told.map(({ budget }) => [budget.scope_id, { status: budget.status, spent: budget.spent_usd }])
  fs.writeFileSync(MEMORY, JSON.stringify({ ...before, ...Object.fromEntries(seen) }))
})
