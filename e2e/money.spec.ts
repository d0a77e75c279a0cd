import { expect, test } from '@playwright/test'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible, keepPicture } from './page'

test.use({ actionTimeout: 30_000 })
let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

async function call(method: string, path: string, body: object): Promise<{ id: string; slug: string }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

test('budget the tokens of a team, see it warn, void what was wrong, look ahead', async ({ page }, info) => {
  const company = await call('POST', '/companies', { name: `Money ${info.project.name}`, mission: 'Print a book' })
  const agent = await call('POST', `/companies/${company.id}/agents`, { name: 'Ada', command: 'true' })
  const team = await call('POST', `/companies/${company.id}/teams`, { name: 'Design' })
  await call('PUT', `/teams/${team.id}/members`, { agent_ids: [agent.id] })
  const money = `${server.url}/c/${company.slug}/money`
  const teams = page.getByRole('table', { name: 'Budgets: teams' })

  await test.step('a budget of tokens in the last 24 hours', async () => {
    await page.goto(`${money}?tab=budgets`)
    const dialog = page.getByRole('dialog', { name: 'Set a budget' })
    await expect(async () => {
      if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Set a budget' }).click()
      await expect(dialog).toBeVisible({ timeout: 2_000 })
    }).toPass()
    await dialog.getByLabel('Whose').selectOption('A team')
    await expect(dialog.getByLabel('Which')).toHaveValue(/\w/)
    await dialog.getByLabel('Counts').selectOption('Tokens')
    await dialog.getByLabel('Over').selectOption('Last 24 hours')
    await dialog.getByLabel('Limit, in tokens').fill('10,000')
    await keepPicture(page, 'dialog')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Save budget' }).click()
    await expect(dialog).toBeHidden()
    await expect(teams.getByRole('row').filter({ hasText: 'Tokens' })).toContainText('10,000')
    await keepPicture(page, 'budgets')
    await expectAccessible(page)
  })

  await test.step('a report takes it over its warning', async () => {
    const cost = { model: 'claude-haiku-4-5', tokens_in: 8_000, tokens_out: 500 }
    await call('POST', `/agents/${agent.id}/cost`, cost)
    await page.getByRole('tab', { name: 'Overview' }).click()
    await expect(page.getByText('Design came close to its limit: 8,500 tokens of 10,000 tokens')).toBeVisible()
    await expect(page.getByText('A forecast appears after the first full days')).toBeVisible()
    await expect(page.getByText('in the last 7 days')).toBeVisible()
    await keepPicture(page, 'overview')
    await expectAccessible(page)
  })

  await test.step('the report was wrong and is voided', async () => {
    await page.getByRole('tab', { name: 'Ledger' }).click()
    await page.getByRole('button', { name: 'Deeds for this cost' }).click()
    await page.getByRole('menuitem', { name: /Void/ }).click()
    const dialog = page.getByRole('dialog', { name: /^Void the cost/ })
    await dialog.getByLabel('Why').fill('Reported twice')
    await dialog.getByRole('button', { name: 'Void cost' }).click()
    await expect(dialog).toBeHidden()
    await page.getByRole('tab', { name: 'Budgets' }).click()
    await expect(teams.getByRole('row').filter({ hasText: 'Tokens' }).locator('td').nth(3)).toHaveText(/\b0$/)
    await page.getByRole('tab', { name: 'Overview' }).click()
    await expect(page.getByText('Nothing was spent in the last 7 days')).toBeVisible()
  })

  await test.step('spend and scorecards say who and what for', async () => {
    await page.getByRole('tab', { name: 'Spend' }).click()
    await page.getByLabel('Added up by').selectOption('By model')
    await expect(page).toHaveURL(/tab=spend&group=model/)
    await expect(page.getByRole('table', { name: 'Spend' })).toContainText('claude-haiku-4-5')
    await keepPicture(page, 'spend')
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Scorecards' }).click()
    await expect(page.getByText('Nothing was accepted, sent back or spent')).toBeVisible()
    await expectAccessible(page)
  })
})
