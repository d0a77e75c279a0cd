import { createHmac } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { restClient } from '../src/testing/rest-client'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible } from './page'

let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

/** Keeps a picture of the page for people to look at. */
async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
}

test('a routine is made, given a schedule and a webhook, run, called, paused', async ({ page }, info) => {
  await page.goto(server.url)
  await page.getByLabel('Name').fill(`Daily ${info.project.name}`)
  await page.getByLabel('Mission').fill('Do it again')
  await page.getByRole('button', { name: 'Create company' }).click()
  await page.waitForURL(/\/c\//)
  const home = page.url()
  const slug = home.split('/').at(-1)
  const hired = await restClient(server.url)('POST', `/companies/${slug}/agents`, { name: 'Ada', command: 'true' })
  expect(hired.status).toBe(201)

  await test.step('it is made, and a schedule is added in words', async () => {
    await page.goto(`${home}/routines`)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create routine' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Create routine' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await dialog.getByLabel('Title').fill('Report of {{date}}')
    await dialog.getByLabel('Assignee').selectOption({ label: 'Ada' })
    await keepPicture(page, 'create')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Create routine' }).click()
    await dialog.getByLabel('Fire it').selectOption({ label: 'Workdays at' })
    await dialog.getByRole('button', { name: 'Add trigger' }).click()
    await expect(dialog.getByRole('listitem').filter({ hasText: 'Workdays at 09:00' })).toContainText('next')
    await dialog.getByLabel('Fire it').selectOption({ label: 'Cron expression' })
    await dialog.getByLabel('Cron expression').fill('often')
    await dialog.getByRole('button', { name: 'Add trigger' }).click()
    await expect(dialog.getByRole('alert')).toContainText('five fields')
  })

  const webhook = await test.step('a webhook shows its address, and its secret once', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Fire it').selectOption({ label: 'Webhook' })
    await dialog.getByRole('button', { name: 'Add trigger' }).click()
    const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? ''
    const address = (await dialog.getByText(/\/fire$/).textContent()) ?? ''
    await keepPicture(page, 'triggers')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Done' }).click()
    return { secret, address }
  })

  await test.step('it is run, called, and its history tells both', async () => {
    await page.getByRole('button', { name: 'Run Report of {{date}} now' }).click()
    await expect(page.getByText(/^DAI-\d+ was made$/)).toBeVisible()
    const time = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', webhook.secret).update(`${time}.{}`).digest('hex')
    const called = await fetch(webhook.address, {
      ...{ method: 'POST', body: '{}' },
      headers: { 'x-paperclip-timestamp': time, 'x-paperclip-signature': `sha256=${signature}` },
    })
    expect([called.status, await called.json()]).toMatchObject([202, { status: 'coalesced' }])
    await page.getByRole('button', { name: /^Run history of/ }).click()
    const lines = page.getByRole('dialog').getByRole('listitem')
    await expect(lines).toHaveText([/Coalesced.*by webhook/, /Task open.*DAI-\d+.*by hand/])
    await keepPicture(page, 'history')
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  })

  await test.step('it is paused, and the list says so', async () => {
    await expect(page.getByRole('row', { name: /Report of/ })).toContainText('Workdays at 09:00, Webhook')
    await page.getByRole('button', { name: /^Deeds for/ }).click()
    await page.getByRole('menuitem', { name: 'Pause' }).click()
    await expect(page.getByRole('row', { name: /Report of/ })).toContainText('Paused')
    await keepPicture(page, 'list')
    await expectAccessible(page)
  })
})
