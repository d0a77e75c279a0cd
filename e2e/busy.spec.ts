import { expect, type Locator, type Page, test } from '@playwright/test'
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

const says = (words: RegExp) => (main: Locator) => main.getByText(words)

/** Where a page is, and what is there once that which the company holds has come. */
const PAGES: [name: string, address: string, held: (main: Locator) => Locator][] = [
  ['home', '', says(/Gus is halted/)],
  ['inbox', '/inbox', says(/Gus asks: Raise the budget of Gus/)],
  ['org', '/org', says(/Search engineer/)],
  ['agents', '/agents', says(/Search engineer/)],
  ['tasks', '/tasks', says(/HAL-\d+/)],
  ['board', '/tasks?layout=board', (main) => main.getByRole('region', { name: 'In review' }).getByRole('listitem')],
  ['task', '/tasks/HAL-300', says(/Check the facts of the print proofs/)],
  ['run', '/runs/{run}', says(/Publish guides that engineers trust/)],
  ['agent', '/agents/{agent}', says(/HAL-\d+/)],
  ['goals', '/goals', says(/Search answers in 200 ms/)],
  ['projects', '/projects', says(/Search rebuild/)],
  ['routines', '/routines', says(/Weekly errata/)],
  ['approvals', '/approvals', says(/Print the second edition/)],
  ['money', '/money', says(/\$[\d,]+\.\d\d/)],
  ['audit', '/audit', says(/Ada|Gus|You/)],
  ['settings', '/settings', (main) => main.locator('input[value="Halyard Press"]')],
]

for (const [name, address, held] of PAGES) {
  test(`${name} shows a company that grew`, async ({ page }, info) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${server.url}/c/busy${await addressOf(page, address)}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(held(page.getByRole('main')).filter({ visible: true }).first()).toBeVisible()
    expect(await isWiderThanTheScreen(page)).toBe(false)
    // what is on a phone is the same; its own journeys look at it
    if (info.project.name === 'desktop') await expectAccessible(page)
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
