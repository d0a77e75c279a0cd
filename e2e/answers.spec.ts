import { expect, test } from '@playwright/test'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { expectAccessible, keepPicture } from './page'

// A server of its own, with a worker: what agents ask and claim comes over REST, people answer on the screen.
test.use({ actionTimeout: 30_000 })
let server: RunningServer
test.beforeAll(async () => {
  server = await startServer({ worker: true })
})
test.afterAll(() => server?.stop())

type Json = Record<string, unknown> & { id: string }

async function call(method: string, path: string, body?: object, token?: string): Promise<Json> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer as Json
}

/** A company with an agent and its task. `command` is what the agent does when the task is assigned. */
async function begin(name: string, command: string, task: object) {
  const company = await call('POST', '/companies', { name, mission: 'Print a book' })
  const agent = await call('POST', `/companies/${company.id}/agents`, { name: 'Ada', role: 'Printer', command })
  const key = await call('POST', `/companies/${company.id}/keys`, { name: 'Ada', agent_id: agent.id })
  const made = await call('POST', `/companies/${company.id}/tasks`, { ...task, assigned_to: agent.id })
  const home = `${server.url}/c/${company.slug}`
  const ask = (question: object) => call('POST', `/tasks/${made.id}/interactions`, question, String(key.token))
  return { company, taskId: made.id, home, address: `${home}/tasks/${made.identifier}`, ask }
}

const QUESTIONS = {
  kind: 'ask_user_questions',
  title: 'Before I set the type',
  summary: 'Two things decide how many pages it has.',
  payload: {
    questions: [
      { id: 'size', prompt: 'Which size?', options: ['Octavo', 'Quarto'] },
      { id: 'extras', prompt: 'What belongs to it?', options: ['Index', 'Ribbon', 'Map'], isMultiple: true },
      { id: 'title', prompt: 'What stands on the cover?', isRequired: false },
    ],
  },
}
const SUGGESTIONS = {
  kind: 'suggest_tasks',
  payload: {
    tasks: [
      { clientKey: 'proof', title: 'Read the proof', description: 'Twice, aloud.', priority: 'high' },
      { title: 'Mend the proof', parentClientKey: 'proof' },
      { title: 'Order paper' },
    ],
  },
}
const CONFIRMATION = {
  kind: 'request_confirmation',
  payload: { prompt: 'Shall I print 500 copies?', details: 'They cost **2 dollars** each.' },
}

test('answer what an agent asks, in place', async ({ page }, info) => {
  const { address, ask } = await begin(`Answers ${info.project.name}`, 'true', { title: 'Set the type' })
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'Set the type' })).toBeVisible()
  const waiting = page.getByRole('region', { name: 'Waits for your answer' })
  const thread = page.getByRole('list').filter({ hasText: 'Ada' })

  await test.step('what is asked appears while the page is open', async () => {
    await expect(waiting).toBeHidden()
    await ask(QUESTIONS)
    await expect(waiting.getByRole('article', { name: 'Before I set the type' })).toBeVisible()
    await ask(SUGGESTIONS)
    await ask(CONFIRMATION)
    await expect(waiting.getByRole('article')).toHaveCount(3)
    await keepPicture(page, 'waiting')
    await expectAccessible(page)
  })

  await test.step('buttons are as high as a thumb needs them', async () => {
    if (info.project.name !== 'phone') return
    for (const name of ['Send answers', 'Create 3 tasks', 'Yes']) {
      expect((await waiting.getByRole('button', { name }).boundingBox())?.height).toBeGreaterThanOrEqual(44)
    }
  })

  await test.step('questions are answered, none of the needed left out', async () => {
    const card = waiting.getByRole('article', { name: 'Before I set the type' })
    await card.getByRole('radio', { name: 'Quarto' }).check()
    await card.getByRole('button', { name: 'Send answers' }).click()
    await expect(card.getByRole('alert')).toContainText('What belongs to it?: needs an answer.')
    await card.getByRole('checkbox', { name: 'Index' }).check()
    await card.getByRole('checkbox', { name: 'Map' }).check()
    await card.getByLabel('What stands on the cover?').fill('A ship')
    await card.getByRole('button', { name: 'Send answers' }).click()
    await expect(card).toBeHidden()
    await thread.getByText(/answered the 3 questions of Ada/).click()
    await expect(thread).toContainText('Index, Map')
    await expect(thread).toContainText('A ship')
  })

  await test.step('suggested tasks are taken in part', async () => {
    const card = waiting.getByRole('article', { name: 'Ada suggests 3 tasks' })
    await card.getByRole('checkbox', { name: 'Order paper' }).uncheck()
    await card.getByRole('button', { name: 'Create 2 tasks' }).click()
    await expect(card).toBeHidden()
    await expect(page.getByRole('table', { name: 'Subtasks' })).toContainText('Read the proof')
    await thread.getByText(/created 2 of the 3 tasks that Ada suggested/).click()
    await expect(thread.getByText('Order paper (not created)')).toBeVisible()
    await expect(thread.getByRole('link', { name: 'Mend the proof' })).toBeVisible()
  })

  await test.step('a yes, a no with its reason, and a dismissal are told apart', async () => {
    await waiting.getByRole('button', { name: 'Yes' }).click()
    await expect(waiting).toBeHidden()
    await expect(thread).toContainText('said yes to what Ada asked to confirm')
    await ask({ ...CONFIRMATION, title: 'Once more' })
    await waiting.getByRole('button', { name: 'No…' }).click()
    await waiting.getByLabel(/^Why/).fill('Not this month')
    await keepPicture(page, 'rejecting')
    await waiting.getByRole('button', { name: 'No', exact: true }).click()
    await expect(waiting).toBeHidden()
    await thread.getByText(/said no to what Ada asked/).click()
    await expect(thread).toContainText('Not this month')
    await ask({ ...SUGGESTIONS, title: 'Or these' })
    await waiting.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click()
    await expect(waiting).toBeHidden()
    await expect(thread).toContainText('dismissed the 3 tasks that Ada suggested')
    await keepPicture(page, 'answered')
    await expectAccessible(page)
  })
})

test('find what was said with the keyboard alone', async ({ page }, info) => {
  const { home, taskId, address } = await begin(`Finds ${info.project.name}`, 'true', { title: 'Bind it' })
  await call('POST', `/tasks/${taskId}/messages`, { role: 'human', content: 'The spine wants vellum, not linen.' })
  const menu = page.getByRole('dialog', { name: 'Search and commands' })
  const open = async (key: string) => {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    // a page that has just arrived shows before it listens
    await expect(async () => {
      if (!(await menu.isVisible())) await page.keyboard.press(key)
      await expect(menu.getByRole('combobox')).toBeFocused({ timeout: 2_000 })
    }).toPass({ timeout: 60_000 })
  }
  await page.goto(home)

  await test.step('words of a thread lead to its task', async () => {
    await expect(async () => {
      await page.goto(home)
      await open('/')
      await page.keyboard.type('vellum')
      await expect(menu.getByRole('option', { name: /The spine wants vellum/ })).toBeVisible({ timeout: 5_000 })
    }).toPass({ timeout: 90_000 })
    await expect(menu.locator('mark')).toHaveText('vellum')
    await keepPicture(page, 'found')
    await expectAccessible(page)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(address)
  })

  await test.step('nothing found is said, and Escape closes', async () => {
    await open('Control+k')
    await page.keyboard.type('xylophone quartz')
    await expect(menu.getByText('Nothing matches “xylophone quartz”.')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(menu).toBeHidden()
  })

  await test.step('projects are a place of their own', async () => {
    await open('/')
    await page.keyboard.type('projects')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${home}/projects`)
    await expect(page.getByRole('heading', { level: 1, name: 'Projects' })).toBeVisible()
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.waitForURL(`${home}/tasks`)
    await expect(page.getByRole('heading', { level: 1, name: 'Tasks' })).toBeVisible()
    await page.keyboard.press('f')
    await expect(page.getByLabel('Search tasks')).toBeFocused()
  })
})

const CLAIM = `curl -sS -f -X PATCH "$PAPERCLIP_BASE_URL/api/v1/tasks/$PAPERCLIP_TASK_ID" \
  -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' -d '{"status":"done","completion_summary":"Done."}'`

test('a run of checks shows what it found', async ({ page }, info) => {
  const { address } = await begin(`Checks ${info.project.name}`, CLAIM, {
    title: 'Write the index',
    acceptance: [
      { kind: 'file_exists', path: 'index.md' },
      { kind: 'command_exit_0', command: 'echo fine' },
    ],
  })
  await page.goto(address)
  const checks = page.getByRole('region', { name: 'Checks' })
  await expect(checks).toContainText('A check failed', { timeout: 30_000 })
  await expect(checks).toContainText('no index.md')
  await keepPicture(page, 'failing')
  await expectAccessible(page)
  await checks.getByRole('link', { name: 'the run' }).click()
  await page.waitForURL(/\/runs\//)
  await expect(page.getByText('1 of 2 passed')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'file index.md' })).toContainText('failed')
  await expect(page.getByRole('listitem').filter({ hasText: 'echo fine' })).toContainText('passed')
  await keepPicture(page, 'run')
  await expectAccessible(page)
})
