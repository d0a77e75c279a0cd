import { expect, test } from '@playwright/test'
import { idIn, restClient } from '../src/testing/rest-client'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible } from './page'

let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

test('a command line asks, and a person lets it in or does not', async ({ page }, info) => {
  const api = restClient(server.url, undefined, { base: '/api' })
  const name = `Terminal ${info.project.name}`
  const company = idIn(await api('POST', '/companies', { name }))
  const ask = async (more: object = {}) =>
    (await api('POST', '/cli-auth/challenges', { command: 'paperclip auth login', clientName: 'laptop', ...more })).body

  await test.step('approved, it has a key of the company that was chosen', async () => {
    await api('POST', '/companies', { name: `Other ${info.project.name}` })
    const cli = await ask()
    await page.goto(server.url + cli.approvalPath)
    await expect(page.getByText(String(cli.code))).toBeVisible()
    await expect(page.getByRole('button', { name: 'Approve' })).toBeDisabled()
    await expectAccessible(page)
    await page.getByLabel('Company').selectOption({ label: name })
    await page.getByRole('button', { name: 'Approve' }).click()
    await expect(page.getByRole('heading', { name: 'The command line is in' })).toBeVisible()
    const polled = await api('GET', `${cli.pollPath}?token=${cli.token}`)
    const withKey = restClient(server.url, String(polled.body.boardApiToken), { base: '/api' })
    expect((await withKey('GET', '/cli-auth/me')).body).toMatchObject({ companyIds: [company], source: 'board_key' })
  })

  await test.step('denied, it has nothing', async () => {
    const cli = await ask({ requestedCompanyId: company })
    await page.goto(server.url + cli.approvalPath)
    await expect(page.getByText(name)).toBeVisible()
    await page.getByRole('button', { name: 'Deny' }).click()
    await expect(page.getByRole('heading', { name: 'Not let in' })).toBeVisible()
    const polled = await api('GET', `${cli.pollPath}?token=${cli.token}`)
    expect(polled.body).toMatchObject({ status: 'cancelled', boardApiToken: null })
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Not let in' })).toBeVisible()
    await expectAccessible(page)
  })

  await test.step('an address that is none says so', async () => {
    await page.goto(`${server.url}/cli-auth/nothing`)
    await expect(page.getByRole('heading', { name: 'There is no such request' })).toBeVisible()
  })
})
