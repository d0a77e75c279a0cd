import { expect, test } from '@playwright/test'
import { restClient } from '../src/testing/rest-client'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible, keepPicture } from './page'

// A server of its own: the first test begins at an empty installation.
test.use({ actionTimeout: 30_000 })
test.setTimeout(180_000)
let server: RunningServer
test.beforeAll(async () => {
  server = await startServer({ worker: true })
})
test.afterAll(() => server?.stop())

test('from nothing to a task that is done, by what the pages offer', async ({ page }, info) => {
  await page.goto(server.url)
  await expect(page.getByRole('button', { name: 'Found the demo company' })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Name').fill(`Beginning ${info.project.name}`)
  await page.getByLabel('Mission').fill('Find out how it works')
  await page.getByRole('button', { name: 'Create company' }).click()

  await page.getByRole('radio', { name: /Example agent/ }).check()
  await page.getByRole('button', { name: 'Hire agent' }).click()
  await expect(page.getByRole('button', { name: 'Give it to Ada' })).toBeVisible()
  await expect(page.getByText(/The shell is there/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Give it to Ada' }).click()
  await expect(page.getByRole('heading', { name: 'It is done' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/Looked at the machine/).first()).toBeVisible()
  await keepPicture(page, 'first-run')
})

/** A company with a question to the board, a blocked task, and one whose agent is gone. */
async function foundNeedy(name: string) {
  const board = restClient(server.url)
  const { body: company } = await board('POST', '/companies', { name, mission: 'Need people' })
  const path = `/companies/${company.slug}`
  const hire = async (body: object) => (await board('POST', `${path}/agents`, body)).body
  const ada = await hire({ name: 'Ada', role: 'CEO', issue_key: true })
  const grace = await hire({ name: 'Grace', role: 'Engineer', reports_to: ada.id })
  const asAda = restClient(server.url, String(ada.api_key))
  const question = { type: 'request_board_approval', payload: { title: 'Move the docs' } }
  expect((await asAda('POST', `${path}/approvals`, question)).status).toBe(201)
  const create = async (title: string, assigned_to: unknown) =>
    (await board('POST', `${path}/tasks`, { title, assigned_to })).body
  const blocked = await create('Publish the handbook', ada.id)
  await board('PATCH', `/tasks/${blocked.id}`, { status: 'blocked', blocked_reason: 'No key for the registry.' })
  await create('Write the changelog', grace.id)
  expect((await board('POST', `/agents/${grace.id}/terminate`, {})).status).toBeLessThan(300)
  return { home: `${server.url}/c/${company.slug}`, blocked }
}

test('all that needs a person is in one list, walked by keys and decided in place', async ({ page }, info) => {
  const { home } = await foundNeedy(`Needy ${info.project.name}`)
  await page.goto(home)
  await expect(page.getByText('asks: Move the docs')).toBeVisible()
  await page
    .getByRole('link', { name: /^Inbox/ })
    .first()
    .click()
  const row = (name: RegExp) => page.getByRole('button', { name, expanded: false })
  await expect(row(/asks: Move the docs/)).toBeVisible()

  await test.step('j stands on the question, Enter opens it, and approving takes it away', async () => {
    await page.keyboard.press('j')
    await expect(row(/asks: Move the docs/)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('The agent that asked is told, and acts by itself.')).toBeVisible()
    await expectAccessible(page)
    await keepPicture(page, 'inbox')
    await page.getByRole('button', { name: 'Approve' }).click()
    await expect(page.getByText('asks: Move the docs')).toBeHidden()
  })

  await test.step('a blocked task is freed with a word, an orphan is handed over', async () => {
    await row(/is blocked on/).click()
    await page.getByLabel('What helps').fill('It is in the vault.')
    await page.getByRole('button', { name: 'Unblock' }).click()
    await expect(page.getByText(/is blocked on/)).toBeHidden()
    await row(/who is terminated/).click()
    await page.getByLabel('Give it to').selectOption({ label: 'Ada (CEO)' })
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Hand over' }).click()
    await expect(page.getByText(/who is terminated/)).toBeHidden()
  })

  await test.step('a dropped connection shows, and heals', async () => {
    await page.route('**/api/live?*', (route) => route.abort())
    await page.reload()
    await expect(page.getByText('Reconnecting')).toBeVisible()
    await page.unroute('**/api/live?*')
    await expect(page.getByText('Live', { exact: true })).toBeAttached()
  })
})
