import { expect, test } from '@playwright/test'
import { fillBusyCompany } from '../src/testing/busy-company'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible, keepPicture } from './page'

// A server of its own with a company that grew; nobody works there.
test.use({ actionTimeout: 15_000 })
let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
  await fillBusyCompany(server.databaseUrl)
})
test.afterAll(() => server?.stop())

test('a run of a busy company is read: its acts, its log, what it serves', async ({ page }, info) => {
  test.skip(info.project.name === 'phone', 'what is tested here is no different on a phone')
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))

  await test.step('its tasks stand on the board', async () => {
    await page.goto(`${server.url}/c/busy/tasks?layout=board`)
    await expect(page.getByRole('region', { name: 'In progress' }).getByRole('listitem').first()).toBeVisible()
    await keepPicture(page, 'busy-board')
  })

  await test.step('the newest run that ended is opened from its agent', async () => {
    const { runs } = await (await page.request.get(`${server.url}/api/v1/companies/busy/runs?limit=6`)).json()
    const ended = runs.find((run: { state: string; status?: string; finished_at: string | null }) => run.finished_at)
    const hex = String(ended.id).replace('run_', '')
    await page.goto(`${server.url}/c/busy/runs/${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`)
    await expect(page.getByText(/Publish guides that engineers trust/)).toBeVisible()
  })

  await test.step('its acts unfold by key', async () => {
    const tree = page.getByRole('tree', { name: 'Acts of the run' })
    const calls = tree.getByRole('treeitem', { name: /model calls/ }).first()
    await expect(calls).toHaveAttribute('aria-expanded', 'false')
    await calls.focus()
    await page.keyboard.press('ArrowRight')
    await expect(tree.getByRole('treeitem', { name: /^Asked / }).first()).toBeVisible()
    await expectAccessible(page)
    await keepPicture(page, 'busy-run')
  })

  await test.step('its log is searched, and a line has an address', async () => {
    await page.getByLabel('Search the log').fill('style guide')
    await expect(page.getByText(/^1 of \d+$/)).toBeVisible()
    await page.getByRole('link', { name: 'Link to line 3', exact: true }).click()
    await expect(page).toHaveURL(/#L3$/)
  })
  expect(errors).toEqual([])
})
