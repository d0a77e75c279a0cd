import { expect, type Page, test } from '@playwright/test'
import { fillBusyCompany } from '../src/testing/busy-company'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible, keepPicture } from './page'

// A server of its own with a company that grew: 12 agents, 300 tasks, 2,000 runs, 20,000 costs. Nobody works there.
test.use({ actionTimeout: 30_000 })
let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
  await fillBusyCompany(server.databaseUrl)
})
test.afterAll(() => server?.stop())

/** Where a page is, and words that are there once what the company holds has come. */
const PAGES: [name: string, address: string, shows: RegExp][] = [
  ['home', '', /Gus is halted/],
  ['inbox', '/inbox', /Gus asks: Raise the budget of Gus/],
  ['org', '/org', /Search engineer/],
  ['agents', '/agents', /Search engineer/],
  ['tasks', '/tasks', /HAL-\d+/],
  ['board', '/tasks?look=board', /HAL-\d+/],
  ['task', '/tasks/HAL-300', /Check the facts of the print proofs/],
  ['run', '/runs/{run}', /Publish guides that engineers trust/],
  ['agent', '/agents/{agent}', /Runs/],
  ['goals', '/goals', /Search answers in 200 ms/],
  ['projects', '/projects', /Search rebuild/],
  ['routines', '/routines', /Weekly errata/],
  ['approvals', '/approvals', /Print the second edition/],
  ['money', '/money', /\$[\d,]+\.\d\d/],
  ['audit', '/audit', /Ada|Gus|You/],
  ['settings', '/settings', /Mission/],
]

for (const [name, address, words] of PAGES) {
  test(`${name} shows a company that grew`, async ({ page }) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${server.url}/c/busy${await addressOf(page, address)}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('main').getByText(words).filter({ visible: true }).first()).toBeVisible()
    expect(await isWiderThanTheScreen(page)).toBe(false)
    await expectAccessible(page)
    await keepPicture(page, name)
    expect(errors).toEqual([])
  })
}

test('a long log is opened at a line, searched, and followed to its end', async ({ page }) => {
  await page.goto(`${server.url}/c/busy${await addressOf(page, '/runs/{run}')}#L1000`)
  const log = page.getByRole('region', { name: 'Log' })
  await expect(log.getByRole('link', { name: 'Link to line 1000', exact: true })).toBeInViewport()
  await expect(log.getByRole('link', { name: 'Link to line 2000', exact: true })).toHaveCount(0)
  await page.getByLabel('Search the log').fill('style guide')
  await expect(page.getByText(/^1 of \d+$/)).toBeVisible()
  await page.getByRole('button', { name: 'Previous match' }).click()
  await expect(log.locator('mark').last()).toBeInViewport()
  await page.getByRole('button', { name: 'Follow' }).click()
  await expect(log.getByRole('link').last()).toBeInViewport()
  await expect(log.getByRole('link', { name: 'Link to line 1000', exact: true })).toHaveCount(0)
})

/** The address with the ids of the newest run that ended, and of who ran it. */
async function addressOf(page: Page, address: string): Promise<string> {
  if (!address.includes('{')) return address
  const { runs } = await (await page.request.get(`${server.url}/api/v1/companies/busy/runs?limit=20`)).json()
  const run = runs.find(({ finished_at }: { finished_at: string | null }) => finished_at)
  return address.replace('{run}', run.id).replace('{agent}', run.agent_id)
}

function isWiderThanTheScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}
