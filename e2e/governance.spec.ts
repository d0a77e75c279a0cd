import { expect, test } from '@playwright/test'
import { restClient } from '../src/testing/rest-client'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { drag, dragByFinger, expectAccessible } from './page'

let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

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

  await test.step('an earlier revision comes back, in dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
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

  await page.goto(`${home}/audit?action=approval.`)
  await expect(page.getByText('approved a request (hire Grace)')).toBeVisible()

  for (const path of ['approvals', 'org', 'settings', 'audit', '']) {
    await page.goto(`${home}/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: info.outputPath(`${path || 'home'}.png`) })
  }
})

/** A company with a root, two below it, and one whose command holds a token. */
async function foundMover(name: string) {
  const board = restClient(server.url)
  const founded = await board('POST', '/companies', { name, mission: 'Move house' })
  const slug = String(founded.body.slug)
  const hire = async (body: object) => (await board('POST', `/companies/${slug}/agents`, body)).body.id
  const root = await hire({ name: 'Ada', role: 'CEO', command: 'true' })
  await hire({ name: 'Grace', title: 'Engineer', command: 'API_TOKEN=abc true', reports_to: root })
  const linus = await hire({ name: 'Linus', title: 'Writer', command: 'true', reports_to: root })
  const team = await board('POST', `/companies/${slug}/teams`, { name: 'Launch' })
  await board('PUT', `/teams/${team.body.id}/members`, { agent_ids: [linus] })
  await board('POST', `/companies/${slug}/tasks`, { title: 'Pack the boxes' })
  return { slug, home: `${server.url}/c/${slug}` }
}

test('a company is exported, looked at and founded again, and its missing value is given', async ({ page }, info) => {
  const { home } = await foundMover(`Mover ${info.project.name}`)
  const bundle = info.outputPath('company.paperclip')
  await page.goto(`${home}/settings`)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export', exact: true }).click()
  await (await download).saveAs(bundle)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Import' }).click()

  await test.step('what is no bundle is refused in words', async () => {
    await dialog.getByRole('button', { name: 'Show what it would do' }).click()
    await expect(dialog.getByText(/Choose the file/)).toBeVisible()
    await dialog
      .getByLabel('Bundle')
      .setInputFiles({ name: 'a.zip', mimeType: 'application/zip', buffer: Buffer.from('no') })
    await dialog.getByRole('button', { name: 'Show what it would do' }).click()
    await expect(dialog.getByRole('alert')).toContainText(/not/)
  })

  await test.step('the preview says what meets a name that is taken, in dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await dialog.getByLabel('Bundle').setInputFiles(bundle)
    await dialog.getByRole('button', { name: 'Show what it would do' }).click()
    await expect(dialog.getByText('3 agents get another name')).toBeVisible()
    await expect(dialog.getByText('Grace is here already; the new one is called Grace 2.')).toBeVisible()
    await expect(dialog.getByText(/needs a value for API_TOKEN/)).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Back' }).click()
  })

  await test.step('as a new company it arrives paused, and says what is missing', async () => {
    await dialog.getByLabel('Bundle').setInputFiles(bundle)
    await dialog.getByLabel('Import it').selectOption('As a new company')
    await dialog.getByLabel('Name of the company').fill(`Moved ${info.project.name}`)
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Show what it would do' }).click()
    await expect(dialog.getByText('3 agents are made')).toBeVisible()
    await dialog.getByRole('button', { name: 'Found the company' }).click()
    await expect(dialog.getByText('Give these values first')).toBeVisible()
    await expect(dialog.getByText(/3 agents are paused/)).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('link', { name: 'Grace' }).click()
  })

  await test.step('the value is given on the page of the agent, and not shown again', async () => {
    await expect(page.getByRole('heading', { name: 'Grace' })).toBeVisible()
    await page.getByRole('tab', { name: 'Runtime' }).click()
    await page.getByLabel('Value of API_TOKEN').fill('xyz')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save runtime' }).click()
    await expect(page.getByText(/^Saved/)).toBeVisible()
    await expect(page.getByPlaceholder('A secret is kept. Type to replace it.')).toHaveValue('')
    await expect(page.getByText('xyz')).toHaveCount(0)
    await page.getByRole('link', { name: 'Tasks' }).first().click()
    await expect(page.getByText('Pack the boxes').first()).toBeVisible()
  })
})

test('the record of a period is saved', async ({ page }, info) => {
  const { home } = await foundMover(`Record ${info.project.name}`)
  await page.goto(`${home}/settings`)
  await expect(page.getByText(/\d+ entries, 0 approvals/)).toBeVisible()
  await page.getByLabel('Format').selectOption('csv')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Save record' }).click()
  expect((await download).suggestedFilename()).toMatch(/^compliance-.*\.csv$/)
  await page.getByLabel('To day').fill('2020-01-01')
  await expect(page.getByText(/takes a period of at most/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save record' })).toBeDisabled()
})

test('an agent is moved in the chart, and the chart is narrowed to a team', async ({ page }, info) => {
  const { home } = await foundMover(`Tree ${info.project.name}`)
  await page.goto(`${home}/org`)
  const tree = page.getByRole('tree')
  await expect(tree.getByRole('treeitem')).toHaveCount(3)
  await page.getByRole('button', { name: 'Move agent' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Who').selectOption({ label: 'Ada, CEO' })
  await expect(dialog.getByText(/is the root agent/)).toBeVisible()
  await dialog.getByLabel('Who').selectOption({ label: '\u2003Linus, Writer' })
  await dialog.getByLabel('Reports to').selectOption({ label: '\u2003Grace, Engineer' })
  await expect(dialog.getByText('Linus will stand below Grace.')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await expect(tree.getByRole('treeitem', { name: /^Linus/ })).toHaveAttribute('aria-level', '3')
  // a dialog that closes takes the focus back to where it was opened
  await expect(dialog).toBeHidden()

  await tree.getByRole('treeitem', { name: /^Linus/ }).focus()
  await page.keyboard.press('m')
  await page.keyboard.press('ArrowUp')
  await expect(page.getByText('Grace is its manager now.')).toBeVisible()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByText('Linus below Ada.')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Linus will stand below Ada.')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await expect(tree.getByRole('treeitem', { name: /^Linus/ })).toHaveAttribute('aria-level', '2')
  await expect(dialog).toBeHidden()
  const row = (name: RegExp) => tree.getByRole('treeitem', { name })
  const dragIt = info.project.name === 'phone' ? dragByFinger : drag
  await dragIt(page, row(/^Linus/), row(/^Grace/), page.getByText('Linus below Grace.'))
  await expect(dialog.getByText('Linus will stand below Grace.')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Org chart' }).getByRole('row')).toHaveCount(4)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Tree', exact: true }).click()

  await page.getByLabel('Team').selectOption('Launch')
  await expect(tree.getByRole('treeitem', { name: 'Ada, CEO, not in this team' })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`${home}/audit?action=agent.updated`)
  await expect(page.getByText(/changed the settings of Linus/).first()).toBeVisible()
  await page
    .getByRole('button', { name: /^Details of agent.updated/ })
    .first()
    .click()
  await expect(page.getByText(/Unchanged: it was hashed again|It is sealed into the chain/)).toBeVisible()
  await expectAccessible(page)
})

test('where there is no company yet, one can be imported', async ({ page }, info) => {
  const { slug } = await foundMover(`First ${info.project.name}`)
  const bundle = await fetch(`${server.url}/api/v1/companies/${slug}/export`)
  const empty = await startServer()
  try {
    await page.goto(empty.url)
    await page.getByRole('button', { name: 'Import a company' }).click()
    const buffer = Buffer.from(await bundle.arrayBuffer())
    await page.getByLabel('Bundle').setInputFiles({ name: 'first.paperclip', mimeType: 'application/zip', buffer })
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Show what it would do' }).click()
    await expect(page.getByText(`Founds First ${info.project.name}`)).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Found the company' }).click()
    await page.getByRole('link', { name: 'Open the agents' }).click()
    await expect(page.getByText('Grace').first()).toBeVisible()
  } finally {
    await empty.stop()
  }
})
