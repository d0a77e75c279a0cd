import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { recordNetwork } from './network-record'
import { expectAccessible } from './page'

// A server of its own: the journey begins at an empty installation.
let server: RunningServer
test.beforeAll(async () => {
  server = await startServer({ worker: true })
})
test.afterAll(() => server?.stop())

/** What the agent's command does: reads its task, writes a message with a tool call, reports a cost, completes the task. */
const COMMAND = `
call() { curl -sS -f -X "$1" -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' "$PAPERCLIP_BASE_URL/api/v1$2" -d "$3"; }
echo "working on $PAPERCLIP_TASK_ID with $DEPLOY_TOKEN"
call POST "/tasks/$PAPERCLIP_TASK_ID/messages" '{"role":"agent","content":"Counted the files.","tool_calls":[{"tool":"bash","input":"ls | wc -l","output":"0"}]}'
call POST "/agents/$PAPERCLIP_AGENT_ID/cost" '{"tokens_in":500000,"tokens_out":0,"model":"claude-opus-4-5","task_id":"'$PAPERCLIP_TASK_ID'"}'
call PATCH "/tasks/$PAPERCLIP_TASK_ID" '{"status":"done","completion_summary":"Everything is counted."}'
`

test('found a company, hire, assign, see it done, and see the budget halt the agent', async ({
  browser,
  request,
}, info) => {
  const network = await recordNetwork()
  const page = await (await browser.newContext({ proxy: { server: network.proxy } })).newPage()
  const name = `Journey ${info.project.name}`
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))

  const secret = `swordfish-${randomUUID()}`
  await page.goto(server.url)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Mission').fill('Count what can be counted')
  await page.getByRole('button', { name: 'Create company' }).click()
  await page.waitForURL(/\/c\//)
  await expect(page.getByRole('heading', { name })).toBeVisible()
  const home = page.url()

  await page.goto(`${home}/agents`)
  await page.getByRole('button', { name: 'Hire agent' }).first().click()
  const hire = page.getByRole('dialog')
  await hire.getByLabel('Name').fill('Ada')
  await hire.getByLabel('Role').fill('Counter')
  await hire.getByLabel('Command').fill(COMMAND)
  await hire.getByLabel('Monthly limit in US dollars').fill('2')
  await hire.getByRole('button', { name: /^hire/i }).click()
  await expect(hire).toBeHidden()
  await expect(page.getByText('Ada').first()).toBeVisible()

  await test.step('a secret is given to the agent', async () => {
    await page.goto(`${home}/settings#secrets`)
    await page.getByRole('button', { name: 'Add secret' }).click()
    const add = page.getByRole('dialog')
    await add.getByLabel('Name').fill('DEPLOY_TOKEN')
    await add.getByLabel('Value').fill(secret)
    await add.getByRole('button', { name: 'Add secret' }).click()
    await expect(add).toBeHidden()
    await expect(page.getByText('never used')).toBeVisible()
    const api = `${server.url}/api`
    const [company] = (await (await request.get(`${api}/companies`)).json()) as { id: string }[]
    const [agent] = (await (await request.get(`${api}/companies/${company?.id}/agents`)).json()) as {
      id: string
    }[]
    const env = { DEPLOY_TOKEN: { type: 'secret_ref', secretId: 'DEPLOY_TOKEN', version: 'latest' } }
    const changed = await request.patch(`${api}/agents/${agent?.id}`, { data: { adapterConfig: { env } } })
    expect(changed.status()).toBe(200)
  })

  await page.goto(`${home}/tasks`)
  await page.getByRole('button', { name: 'Create task' }).first().click()
  const create = page.getByRole('dialog')
  await create.getByLabel('Title').fill('Count the files')
  await create.getByLabel('Assignee').selectOption({ label: 'Ada (Counter)' })
  await create.getByRole('button', { name: /^create/i }).click()
  await expect(create).toBeHidden()

  await test.step('the task is done while the page is open', async () => {
    await page.goto(`${home}/tasks/JOU-1`)
    await expect(page.getByText('Counted the files.', { exact: true })).toBeVisible()
    await expect(page.getByText('Everything is counted.').first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Done Change state' })).toBeVisible()
  })
  await expectAccessible(page)

  await test.step('its log and the settings say of the secret that it was used, and not what it is', async () => {
    await page.goto(`${home}/settings#secrets`)
    await page.getByRole('button', { name: 'Uses of DEPLOY_TOKEN' }).click()
    const uses = page.getByRole('dialog', { name: 'DEPLOY_TOKEN' })
    await expect(uses.getByText('the latest version')).toBeVisible()
    await uses.getByRole('link', { name: 'a run' }).click()
    await expect(page.getByText(/working on .* with \*\*\*/).first()).toBeVisible()
  })

  await test.step('the cost is over the limit, and the agent is halted', async () => {
    await page.goto(`${home}/money`)
    await expect(page.getByText('$2.50').first()).toBeVisible()
    await page.goto(home)
    await page.getByRole('link', { name: 'Decide' }).click()
    await expect(page.getByText(/Raise the budget of Ada to .* work stands still until then/)).toBeVisible()
    await expect(page.getByText('The monthly cap of Ada goes from $2.00')).toBeVisible()
  })
  await expectAccessible(page)

  await test.step('its next task says why it waits, and is done once the limit is raised', async () => {
    await page.goto(`${home}/agents`)
    await page.getByRole('link', { name: 'Ada' }).first().click()
    await page.getByRole('button', { name: 'Create a task for Ada' }).click()
    const another = page.getByRole('dialog')
    await another.getByLabel('Title').fill('Count them again')
    await another.getByRole('button', { name: /^create/i }).click()
    await expect(another).toBeHidden()
    await page.goto(`${home}/tasks/JOU-2`)
    await expect(page.getByText(/^Ada does not work now\. Halted: \$2\.50 of \$2\.00 is spent/)).toBeVisible()
    await page.getByRole('status').getByRole('link', { name: 'Open Ada' }).click()
    await page.getByRole('button', { name: 'Raise the budget' }).click()
    const raise = page.getByRole('dialog', { name: 'Budget of Ada' })
    await raise.getByLabel('Limit, in US dollars').fill('10')
    await expect(raise.getByText(/^Work of Ada goes on at once/)).toBeVisible()
    await expectAccessible(page)
    await raise.getByRole('button', { name: 'Save budget' }).click()
    await page.goto(`${home}/tasks/JOU-2`)
    await expect(page.getByText('Everything is counted.').first()).toBeVisible()
    await page.goto(`${home}/inbox`)
    await expect(page.getByText('Nothing needs you')).toBeVisible()
  })

  const places = ['goals', 'money?tab=ledger', 'routines?view=calendar']
  for (const address of [...places.map((path) => `${home}/${path}`), `${server.url}/instance`]) {
    await page.goto(address)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectAccessible(page)
  }
  await page.goto(`${home}/agents`)
  await expectAccessible(page)
  await page.getByRole('link', { name: /Ada/ }).first().click()
  for (const tab of ['Runtime', 'Revisions']) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel')).not.toBeEmpty()
    await expectAccessible(page)
  }
  expect(errors).toEqual([])

  await page.context().close()
  network.close()
  const streams = network.answers.filter(({ text }) => text().includes('text/event-stream'))
  expect(streams.map(({ text }) => text()).join()).toContain('data:')
  expect(network.answers.map(({ text }) => text()).join()).toContain('with ***')
  expect(network.requests.filter(({ body }) => body().includes(secret)).map(({ head }) => head)).toEqual([
    expect.stringMatching(/^POST \S+\/api\/trpc\/vault\.createSecret/),
  ])
  expect(network.requests.filter(({ head }) => head.includes(secret))).toEqual([])
  expect(network.answers.filter(({ text }) => text().includes(secret)).map(({ of }) => of)).toEqual([])
})
