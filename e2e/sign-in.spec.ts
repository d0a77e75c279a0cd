import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible } from './page'

let server: RunningServer
let provider: ChildProcess

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
})

test.afterAll(async () => {
  provider?.kill()
  await server?.stop()
})

test('who came in by the setup link is found again by a verified address', async ({ page, request }) => {
  const token = new URL(server.setupLink() ?? '').searchParams.get('token')
  const data = { token, name: 'ada Example', email: 'ada@example.test' }
  const answer = await request.post(`${server.url}/api/setup`, { data, headers: { origin: server.url } })
  expect(answer.status()).toBe(201)
  const { personId } = await answer.json()

  await signInAs(page, 'ada')
  expect((await whoAmI(page)).data).toMatchObject({ id: personId, isInstanceAdmin: true })
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
  const founded = await ada.request.post(`${server.url}/api/v1/companies`, {
    data: { name: 'Ada Ltd', mission: 'Let people in' },
    headers: { origin: server.url },
  })
  expect(founded.status()).toBe(201)

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
  for (const page of [ada, carol]) await page.context().close()
})

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
