import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { restClient } from '../src/testing/rest-client'
import { type RunningServer, startServer } from '../src/testing/running-server'

let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

/** No accessibility violation on the page as it is now. */
async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze()
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target).join(', ')}`)).toEqual([])
}

test('an agent asks to hire, the board agrees, settings are rolled back, an agent is terminated', async ({
  page,
}, info) => {
  await page.goto(server.url)
  await page.getByLabel('Name').fill(`Governed ${info.project.name}`)
  await page.getByLabel('Mission').fill('Be governed well')
  await page.getByRole('button', { name: 'Create company' }).click()
  await page.waitForURL(/\/c\//)
  const home = page.url()
  const slug = home.split('/').at(-1)
  const board = restClient(server.url)
  const hired = await board('POST', `/companies/${slug}/agents`, { name: 'Ada', role: 'CEO', issue_key: true })
  expect(hired.status).toBe(201)
  const ada = restClient(server.url, String(hired.body.api_key))

  await test.step('the question is in the list, and approving it makes the agent', async () => {
    const asked = await ada('POST', `/companies/${slug}/hires`, { name: 'Grace', title: 'Engineer' })
    expect(asked.status).toBe(201)
    await page.goto(`${home}/approvals`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.getByRole('link', { name: /Grace/ }).click()
    await expect(page.getByText(/Grace joins/)).toBeVisible()
    await expectAccessible(page)
    await page.getByLabel('Note').fill('Welcome')
    await page.getByRole('button', { name: 'Approve' }).click()
    await expect(page.getByText('Welcome')).toBeVisible()
    await page.getByRole('link', { name: 'Open the agent' }).click()
    await expect(page.getByRole('heading', { name: 'Grace' })).toBeVisible()
  })

  await test.step('an earlier revision comes back', async () => {
    await page.getByRole('tab', { name: 'Settings' }).click()
    await page.getByLabel('Title').fill('Chief of nothing')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await expect(page.getByText(/^Saved/)).toBeVisible()
    await page.getByRole('tab', { name: 'Revisions' }).click()
    await page.getByRole('button', { name: /^Revision 1 / }).click()
    await page.getByRole('button', { name: 'Roll back to revision 1' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('Chief of nothing')).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Roll back' }).click()
    await expect(page.getByRole('button', { name: /rolled back to 1/ })).toBeVisible()
  })

  await test.step('its open task goes to who the plan names', async () => {
    const { body: agents } = await board('GET', `/companies/${slug}/agents`)
    const grace = (agents.agents as { id: string; name: string }[]).find((agent) => agent.name === 'Grace')
    const task = { title: 'Outlive Grace', assigned_to: grace?.id }
    expect((await board('POST', `/companies/${slug}/tasks`, task)).status).toBe(201)
    await page.reload()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Terminate agent' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText(/Outlive Grace/)).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Terminate for good' }).click()
    await expect(dialog).toBeHidden()
    await page.goto(`${home}/tasks`)
    await expect(page.getByText('Outlive Grace').first()).toBeVisible()
  })

  for (const path of ['approvals', 'org', 'settings', 'audit']) {
    await page.goto(`${home}/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath(`${path}.png`) })
  }
})
