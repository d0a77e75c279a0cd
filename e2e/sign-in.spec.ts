import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { promisify } from 'node:util'
import { expect, type Page, test } from '@playwright/test'
import pg from 'pg'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible } from './page'

let server: RunningServer
let provider: ChildProcess
/** Ada came in by the setup link, and founded Ada Ltd: whichever test is run, alone or not. */
let adaId: string

test.beforeAll(async () => {
  const port = await freePort()
  server = await startServer({
    env: {
      AUTH_REQUIRED: '1',
      OIDC_ISSUER: `http://127.0.0.1:${port}`,
      OIDC_CLIENT_ID: 'paperclip',
      OIDC_CLIENT_SECRET: 'a-secret-for-tests-only',
      OIDC_NAME: 'Example login',
      OIDC_ROLES_CLAIM: 'groups',
      NEXTAUTH_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
    },
  })
  provider = spawn(
    process.execPath,
    ['e2e/identity-provider.mjs', String(port), `${server.url}/api/auth/callback/sso`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  if (provider.stdout) await once(provider.stdout, 'data')
  const token = new URL(server.setupLink() ?? '').searchParams.get('token')
  const setup = await post('/api/setup', { token, name: 'ada Example', email: 'ada@example.test' })
  adaId = (await setup.json()).personId
  const [cookie = ''] = setup.headers.getSetCookie()
  const mission = 'Let people in'
  expect((await post('/api/v1/companies', { name: 'Ada Ltd', mission }, { cookie })).status).toBe(201)
})

test.afterAll(async () => {
  provider?.kill()
  await server?.stop()
})

test('who came in by the setup link is found again by a verified address', async ({ page }) => {
  await signInAs(page, 'ada')
  expect((await whoAmI(page)).data).toMatchObject({ id: adaId, isInstanceAdmin: true })
})

test('a person signs in with single sign-on, and out again', async ({ page }) => {
  expect((await whoAmI(page)).status).toBe(401)

  await signInAs(page, 'ada')
  const ada = await whoAmI(page)
  expect(ada.status).toBe(200)
  expect(ada.data).toMatchObject({ kind: 'person', via: 'session', name: 'ada Example' })

  const session = (await page.context().cookies()).find((cookie) => cookie.name === 'paperclip-session')
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })

  // another site's form has no token against forgery
  await page.context().request.post(`${server.url}/api/auth/signout`, { form: {}, maxRedirects: 0 })
  expect((await whoAmI(page)).status).toBe(200)

  await page.evaluate(async () => {
    const { csrfToken } = await (await fetch('/api/auth/csrf')).json()
    await fetch('/api/auth/signout', { method: 'POST', body: new URLSearchParams({ csrfToken }) })
  })
  expect((await whoAmI(page)).status).toBe(401)
})

test('who signs in is a stranger until invited, or until the identity provider names a role', async ({ browser }) => {
  const ada = await (await browser.newContext()).newPage()
  await signInAs(ada, 'ada')
  const carol = await (await browser.newContext()).newPage()
  await signInAs(carol, 'carol')
  await carol.waitForURL('**/c/ada-ltd')
  await carol.goto(`${server.url}/c/ada-ltd/settings`)
  await expect(carol.getByText('carol Example (you)')).toBeVisible()
  await expect(carol.getByRole('button', { name: 'Invite' })).toBeHidden()

  const bob = await (await browser.newContext()).newPage()
  await signInAs(bob, 'bob')
  expect((await whoAmI(bob)).data).toMatchObject({ name: 'bob Example', isInstanceAdmin: false })
  await expect(bob.getByText('You belong to no company yet')).toBeVisible()
  expect((await bob.request.get(`${server.url}/api/v1/companies/ada-ltd`)).status()).toBe(404)

  await ada.goto(`${server.url}/c/ada-ltd/settings`)
  await ada.getByRole('button', { name: 'Invite' }).click()
  await ada.getByLabel('E-mail address').fill('bob@example.test')
  await ada.getByRole('button', { name: 'Make the link' }).click()
  const link = (await ada.getByText(`${server.url}/join#`).textContent()) ?? ''
  await ada.getByRole('button', { name: 'I have copied it' }).click()
  await expect(ada.getByText('Operator for bob@example.test')).toBeVisible()

  await bob.goto(link)
  await expectAccessible(bob)
  await bob.getByRole('button', { name: 'Join as bob Example' }).click()
  await bob.waitForURL('**/c/ada-ltd')
  await expect(ada.getByText('bob Example came')).toBeVisible()

  await bob.goto(`${server.url}/account`)
  await expectAccessible(bob)
  await bob.getByRole('button', { name: 'Sign out everywhere' }).click()
  await bob.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await bob.waitForURL('**/signin')
  expect((await whoAmI(bob)).status).toBe(401)
  for (const page of [ada, carol, bob]) await page.context().close()
})

test('a viewer sees everything and can change nothing', async ({ browser }) => {
  const [ada, carol] = [await (await browser.newContext()).newPage(), await (await browser.newContext()).newPage()]
  await signInAs(ada, 'ada')
  await signInAs(carol, 'carol')
  const made = async (path: string, data: object) => {
    const answer = await ada.request.post(`${server.url}/api/v1${path}`, {
      data,
      headers: { origin: server.url },
    })
    expect(answer.status()).toBe(201)
    return answer.json()
  }
  const at = '/companies/ada-ltd'
  const agent = await made(`${at}/agents`, { name: 'Gus', runtime: 'bash', runtime_config: { command: 'true' } })
  const task = await made(`${at}/tasks`, { title: 'Look at me' })
  const places = ['', '/tasks', `/tasks/${task.identifier}`, '/tasks?layout=board', '/agents', `/agents/${agent.id}`]
  for (const place of [...places, '/org', '/goals', '/projects', '/routines', '/money', '/settings']) {
    const address = `${server.url}/c/ada-ltd${place}`
    await Promise.all([ada.goto(address), carol.goto(address)])
    await expect.poll(() => deedsOn(ada), `what an owner can do on ${place}`).not.toEqual([])
    await expect(carol.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(carol.getByLabel(/: loading$/)).toHaveCount(0)
    expect(await deedsOn(carol), `what a viewer can do on ${place}`).toEqual([])
  }
  await carol.keyboard.press('c')
  await carol.keyboard.press('Control+k')
  await expect(carol.getByRole('dialog')).toHaveCount(1)
  await expect(carol.getByRole('option', { name: 'Open the API reference' })).toBeVisible()
  expect(await deedsOn(carol)).toEqual([])

  await test.step('and with a role in a team, what is of that team', async () => {
    // it would begin with what is moved here
    const pause = `${server.url}/api/v1/agents/${agent.id}/pause`
    expect((await ada.request.post(pause, { headers: { origin: server.url } })).ok()).toBe(true)
    const team = await made(`${at}/teams`, { name: 'Red' })
    const put = (path: string, data: object) =>
      ada.request.put(`${server.url}/api/v1${path}`, { data, headers: { origin: server.url } })
    expect((await put(`/teams/${team.id}/members`, { agent_ids: [agent.id] })).status()).toBe(200)
    const hers = await made(`${at}/tasks`, { title: 'Of the team', assigned_to: agent.id, state: 'backlog' })
    const { id: personId } = (await whoAmI(carol)).data as { id: string }
    expect((await put(`/teams/${team.id}/roles/${personId}`, { role: 'operator' })).ok()).toBe(true)
    await carol.goto(`${server.url}/c/ada-ltd/tasks?layout=board`)
    await carol.getByRole('button', { name: `Move ${hers.identifier}` }).click()
    await carol.getByRole('menuitem', { name: /^To do/ }).click()
    await expect(carol.getByRole('region', { name: 'To do', exact: true })).toContainText('Of the team')
    await expect(carol.getByRole('button', { name: `Move ${task.identifier}` })).toHaveCount(0)
    await carol.goto(`${server.url}/c/ada-ltd/tasks`)
    await carol.getByRole('checkbox', { name: 'Choose all rows' }).check()
    const bar = carol.getByRole('toolbar', { name: 'Chosen tasks' })
    await expect(bar).toContainText('1 not of your teams stay as they are')
    await bar.getByRole('button', { name: 'Priority' }).click()
    await carol.getByRole('menuitem', { name: 'Critical' }).click()
    await expect(carol.getByText(/^1 of 2 were not changed/)).toBeVisible()
    await expect(carol.getByRole('row', { name: /Critical.*Of the team/ })).toBeVisible()
    await carol.getByRole('checkbox', { name: `Choose ${hers.identifier}` }).uncheck()
    await expect(bar).toContainText('It is not of your teams: you may only read it.')
    await expect(bar.getByRole('button', { name: 'Priority' })).toBeHidden()
  })
  for (const page of [ada, carol]) await page.context().close()
})

test('a link that is made at the machine of the server lets the administrator in again, once', async ({ browser }) => {
  const link = await adminLink()
  expect(link).toContain(`${server.url}/setup?token=`)
  const ada = await (await browser.newContext()).newPage()
  await ada.goto(link)
  await ada.getByLabel('Your name').fill('Ada')
  await ada.getByRole('button', { name: 'Come in' }).click()
  await ada.waitForURL(/\/c\/ada-ltd/)
  expect((await whoAmI(ada)).data).toMatchObject({ id: adaId, isInstanceAdmin: true })

  const thief = await (await browser.newContext()).newPage()
  await thief.goto(link)
  await thief.getByLabel('Your name').fill('Eve')
  await thief.getByRole('button', { name: 'Come in' }).click()
  await expect(thief.getByText('This link was used already')).toBeVisible()
  expect((await whoAmI(thief)).status).toBe(401)

  const later = new URL(await adminLink()).searchParams.get('token')
  const owner = new pg.Client({ connectionString: server.databaseUrl })
  await owner.connect()
  await owner.query(`UPDATE "SetupLink" SET "expiresAt" = now() - interval '1 second' WHERE "usedAt" IS NULL`)
  await owner.end()
  const tooLate = await post('/api/setup', { token: later, name: 'Eve' })
  expect([tooLate.status, tooLate.headers.getSetCookie()]).toEqual([401, []])
  for (const page of [ada, thief]) await page.context().close()
})

/** The link that `npm run db:admin-link` prints. */
async function adminLink(): Promise<string> {
  const env = { ...process.env, DATABASE_URL: server.databaseUrl, BASE_URL: server.url }
  const { stdout } = await promisify(execFile)(process.execPath, ['src/cli/database.mjs', 'admin-link'], { env })
  return /http\S+/.exec(stdout)?.[0] ?? stdout
}

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    ...{ method: 'POST', body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json', origin: server.url, ...headers },
  })
}

const DEED =
  /^(add|approve|archive|assign\b|change|comment|create|delete|edit|forget|give|hire|import|invite|lock|make|move|new |pause|put|reject|remove|reset|resume|roll|rotate|run |save|send|set |stop|take|terminate|title|unlock|write|message$)/i

/** The names of all that the reader could press, choose or write in to change something. */
async function deedsOn(page: Page): Promise<string[]> {
  const controls = page.locator(
    'button:enabled:visible, [role=option]:visible, [role=menuitem]:visible, textarea:enabled:visible',
  )
  const names = await controls.evaluateAll((all) =>
    all.map((each) => each.getAttribute('aria-label') ?? each.textContent?.trim() ?? ''),
  )
  return names.filter((name) => DEED.test(name))
}

async function signInAs(page: Page, name: string): Promise<void> {
  await page.goto(`${server.url}/signin`)
  await page.getByRole('button', { name: /Example login/i }).click()
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  // the provider asks whether Paperclip may know the name
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => url.origin === server.url)
}

async function whoAmI(page: Page): Promise<{ status: number; data: unknown }> {
  const response = await page.context().request.get(`${server.url}/api/trpc/access.whoAmI`)
  const body: { result?: { data: unknown } } = await response.json()
  return { status: response.status(), data: body.result?.data }
}

async function freePort(): Promise<number> {
  const listener = net.createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as net.AddressInfo
  await new Promise((resolve) => listener.close(resolve))
  return port
}
