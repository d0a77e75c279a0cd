import { expect, type Locator, type Page, test } from '@playwright/test'
import pg from 'pg'
import { restClient } from '../src/testing/rest-client'
import { type RunningServer, startServer } from '../src/testing/running-server'
import { drag, expectAccessible, keepPicture } from './page'

// A server of its own: the journey begins at an empty installation. Nobody works here but the person at the screen.
test.use({ actionTimeout: 30_000 })
let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

async function createTask(page: Page, home: string, title: string): Promise<void> {
  await page.goto(`${home}/tasks`)
  await page.getByRole('button', { name: 'Create task' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title').fill(title)
  await dialog.getByRole('button', { name: 'Create task' }).click()
  await expect(dialog).toBeHidden()
}

test('plan, link, document, accept and find work', async ({ page }, info) => {
  const isPhone = info.project.name === 'phone'
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
  await page.goto(server.url)
  const name = `Works ${info.project.name}`
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Mission').fill('Print a book')
  await page.getByRole('button', { name: 'Create company' }).click()
  await page.waitForURL(/\/c\//)
  const home = page.url()

  await test.step('a project is made, and paused', async () => {
    await page.goto(`${home}/projects`)
    await page.getByRole('button', { name: 'Create project' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('First edition')
    await dialog.getByLabel('Target date').fill('2031-05-04')
    await dialog.getByRole('button', { name: 'Create project' }).click()
    await expect(page.getByRole('link', { name: /First edition/ })).toBeVisible()
    await page.getByRole('button', { name: 'Deeds for First edition' }).click()
    await page.getByRole('menuitem', { name: /^Pause/ }).click()
    await expect(page.getByText('Paused', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Deeds for First edition' }).click()
    await page.getByRole('menuitem', { name: /^Resume/ }).click()
    await expect(page.getByText('Paused', { exact: true })).toBeHidden()
    await keepPicture(page, 'projects')
    await expectAccessible(page)
  })

  await test.step('a goal is made, owned by a person and moved', async () => {
    await page.goto(`${home}/goals`)
    for (const title of ['Readers', 'Reviews']) {
      await page.getByRole('button', { name: 'Create goal' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Title').fill(title)
      await dialog.getByLabel('Owner').selectOption({ index: 1 })
      await dialog.getByRole('button', { name: 'Create goal' }).click()
      await expect(page.getByRole('treeitem', { name: new RegExp(`^${title}`) })).toBeVisible()
    }
    await page.getByRole('button', { name: 'Reviews', exact: true }).click()
    await page.getByRole('dialog').getByLabel('Serves').selectOption({ label: 'Readers' })
    await page.getByRole('dialog').getByRole('button', { name: 'Save goal' }).click()
    await expect(page.getByRole('treeitem', { name: /^Reviews/ })).toHaveAttribute('aria-level', '3')
    await keepPicture(page, 'goals')
    await expectAccessible(page)
  })

  await createTask(page, home, 'Write the manuscript')
  await createTask(page, home, 'Set the type')
  const first = await addressOf(page, 'Write the manuscript')
  const second = await addressOf(page, 'Set the type')

  await test.step('a task shows and changes whom it belongs to', async () => {
    await page.goto(second)
    if (test.info().project.name === 'phone') await page.getByRole('button', { name: 'Show all properties' }).click()
    await page.getByRole('button', { name: /Change project$/ }).click()
    await page.getByRole('menuitemradio', { name: 'First edition' }).click()
    await expect(page.getByRole('button', { name: /First edition.*Change project$/ })).toBeVisible()
    await page.getByRole('button', { name: /Change assignee$/ }).click()
    await page.getByRole('menu', { name: 'Change assignee' }).getByRole('menuitemradio').nth(1).click()
    await expect(page.getByRole('button', { name: /Nobody.*Change assignee$/ })).toBeHidden()
    await page.getByRole('button', { name: /Change labels$/ }).click()
    await page.getByRole('menuitem', { name: 'New label…' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('print')
    await page.getByRole('dialog').getByRole('button', { name: 'Create label' }).click()
    await expect(page.getByRole('button', { name: /print.*Change labels$/ })).toBeVisible()
    await page.getByRole('button', { name: 'Not set: Due' }).click()
    await page.getByLabel('Due', { exact: true }).fill('2031-05-04T10:00')
    await page.getByLabel('Due', { exact: true }).press('Enter')
    await expect(page.getByRole('button', { name: 'Clear: Due' })).toBeVisible()
  })

  await test.step('a task waits for another; a circle is refused in words', async () => {
    await block(page, 'Write the manuscript')
    const waits = page.getByRole('region', { name: 'Waits for' })
    await expect(waits.getByRole('link', { name: /Write the manuscript/ })).toBeVisible()
    await page.goto(first)
    await expect(page.getByRole('region', { name: 'Holds up' })).toContainText('Set the type')
    await block(page, 'Set the type')
    await expect(page.getByText(/would wait for itself/)).toBeVisible()
    await expect(page.getByRole('region', { name: 'Waits for' })).toContainText('Nothing')
  })

  await test.step('a document is written, changed and restored', async () => {
    await page.goto(second)
    await page.getByRole('button', { name: 'Write', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Key').fill('plan')
    await dialog.getByLabel('Text').fill('Set it in **lead**.')
    await dialog.getByRole('button', { name: 'Save document' }).click()
    await expect(dialog.getByText('plan, revision 1')).toBeVisible()
    await dialog.getByRole('button', { name: 'Edit' }).click()
    await dialog.getByLabel('Text').fill('Set it in **light**.')
    await dialog.getByRole('button', { name: 'Save document' }).click()
    await expect(dialog.getByText('plan, revision 2')).toBeVisible()
    await expect(dialog.getByText('light')).toBeVisible()
    await dialog.getByRole('button', { name: 'History' }).click()
    await dialog.getByText('Revision 1', { exact: true }).click()
    await expect(dialog.getByText('lead')).toBeVisible()
    await keepPicture(page, 'document')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Make it the newest again' }).click()
    await expect(dialog.getByText('plan, revision 3')).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('a file is added, saved and deleted', async () => {
    const file = { name: 'proof.txt', mimeType: 'text/plain', buffer: Buffer.from('first proof') }
    await page.getByLabel('Files to add').setInputFiles(file)
    const link = page.getByRole('link', { name: 'proof.txt' })
    await expect(link).toBeVisible()
    const address = await link.getAttribute('href')
    expect(await (await page.request.get(`${server.url}${address}`)).text()).toBe('first proof')
    await page.getByRole('button', { name: 'Delete proof.txt' }).click()
    await page.getByRole('button', { name: 'Delete file' }).click()
    await expect(link).toBeHidden()
  })

  await test.step('checks and stages are set up', async () => {
    await page.getByRole('button', { name: 'Set up' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add check' }).click()
    await dialog.getByLabel('Command of check 1').fill('test -f book.pdf')
    await dialog.getByRole('button', { name: 'Add stage' }).click()
    await dialog.getByLabel('Add somebody to stage 1').selectOption({ index: 1 })
    await keepPicture(page, 'acceptance')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Save acceptance' }).click()
    await expect(page.getByRole('region', { name: 'Checks' })).toContainText('test -f book.pdf')
    await expect(page.getByRole('list', { name: 'Who must agree' })).toContainText('Review by')
  })

  await test.step('a message is edited, and its history is kept', async () => {
    await page.getByLabel('Message').fill('Use Garamond')
    await page.getByRole('button', { name: 'Send' }).click()
    const message = page.getByRole('article').filter({ hasText: 'Use Garamond' })
    await message.hover()
    await message.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Edit message').fill('Use Caslon')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('article').getByText('Use Caslon')).toBeVisible()
    await page.getByRole('button', { name: /^edited/ }).click()
    await expect(page.getByRole('dialog').getByText('Use Garamond')).toBeVisible()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await keepPicture(page, 'task')
    await expectAccessible(page)
  })

  await test.step('tasks are found by what they belong to and by words in their threads', async () => {
    await page.goto(`${home}/tasks`)
    await page.getByRole('button', { name: 'Label', exact: true }).click()
    await page.getByRole('menuitemradio', { name: 'print' }).click()
    await expect(page).toHaveURL(/label=/)
    await expect(page.getByRole('link', { name: /Write the manuscript/ })).toBeHidden()
    await expect(page.getByRole('link', { name: /Set the type/ })).toBeVisible()
    await page.getByRole('button', { name: 'Any label' }).click()
    await page.getByRole('button', { name: 'Waits for another' }).click()
    await expect(page.getByRole('link', { name: /Write the manuscript/ })).toBeHidden()
    await page.getByRole('button', { name: 'Waits for another' }).click()
    await expect(page.getByRole('link', { name: /Write the manuscript/ })).toBeVisible()
    await keepPicture(page, 'tasks')
    await expectAccessible(page)
    await expect(async () => {
      await page.goto(`${home}/tasks?q=Caslon`)
      await expect(page.getByRole('region', { name: /^Also in/ })).toContainText('Set the type', { timeout: 5_000 })
    }).toPass({ timeout: 60_000 })
  })

  await test.step('a board says why it does not take a card, and takes it by key', async () => {
    await page.goto(`${home}/tasks?layout=board`)
    const column = (name: string) => page.getByRole('region', { name, exact: true })
    const card = page.getByRole('listitem').filter({ hasText: 'Write the manuscript' })
    await expect(column('Backlog')).toContainText('Write the manuscript')
    if (!isPhone) {
      const refusal = column('In review').getByText(/^From Backlog a task goes to/)
      await drag(page, card, column('In review'), refusal)
      await expect(page.getByText(/From Backlog a task goes to .*not to In review/)).toBeVisible()
      await expect(column('Backlog')).toContainText('Write the manuscript')
    }
    await expectAccessible(page)
    await keepPicture(page, 'board')
    await card.getByRole('link').focus()
    await page.keyboard.press('Shift+ArrowRight')
    await expect(column('To do')).toContainText('Write the manuscript')
    await expect(card.getByRole('link')).toBeFocused()
  })

  await test.step('rows are looked at, chosen and changed together by key, and the change is taken back', async () => {
    // without a keyboard, rows are opened one by one
    if (isPhone) return
    await page.goto(`${home}/tasks`)
    const peek = page.getByRole('complementary', { name: /^Beside the list/ })
    await expect(page.getByRole('row', { name: /Set the type/ })).toBeVisible()
    await page.keyboard.press('j')
    await page.keyboard.press('Space')
    await expect(peek).toContainText('Set the type')
    await page.keyboard.press('j')
    await expect(peek).toContainText('Write the manuscript')
    await page.keyboard.press('Escape')
    await expect(peek).toBeHidden()
    await page.keyboard.press('x')
    await page.keyboard.press('k')
    await page.keyboard.press('x')
    const bar = page.getByRole('toolbar', { name: 'Chosen tasks' })
    await expect(bar).toContainText('2 chosen')
    await bar.getByRole('button', { name: 'Priority' }).click()
    await page.getByRole('menuitem', { name: 'Critical' }).click()
    await expect(page.getByText('2 tasks: priority critical')).toBeVisible()
    await expect(page.getByRole('row', { name: /Critical/ })).toHaveCount(2)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByRole('row', { name: /Critical/ })).toHaveCount(0)
  })
  expect(errors).toEqual([])
})

/** A company with a task for each number from 1 to `tasks`, the newest being the highest. */
async function foundBusy(name: string, tasks: number): Promise<string> {
  const board = restClient(server.url)
  const { slug } = (await board('POST', '/companies', { name, mission: 'Rake leaves' })).body
  await board('POST', `/companies/${slug}/tasks`, { title: 'Leaf 1', status: 'backlog' })
  const database = new pg.Client(server.databaseUrl)
  await database.connect()
  await database.query(
    `INSERT INTO "Task" SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'number', n,
       'title', 'Leaf ' || n, 'createdAt', t."createdAt" + n * interval '1 second'))).*
     FROM "Task" t JOIN "Company" c ON c.id = t."companyId" CROSS JOIN generate_series(2, $2::int) n WHERE c.slug = $1`,
    [slug, tasks],
  )
  await database.end()
  return `${server.url}/c/${slug}`
}

test('hundreds of tasks are drawn near the screen only, and keep the focus and the active row', async ({
  page,
}, info) => {
  test.skip(info.project.name === 'phone', 'keys and a wheel')
  const home = await foundBusy('Busy', 400)
  await page.goto(`${home}/tasks`)
  const table = page.getByRole('table', { name: 'Tasks' })
  const leaf = (number: number) => table.getByRole('row', { name: new RegExp(`Leaf ${number}\\b`) })
  const drawn = () => table.getByRole('row').count()
  const place = () => page.evaluate(() => window.scrollY)
  // the wheel comes to rest by and by
  const wheel = async (by: number) => {
    await page.mouse.move(700, 500)
    let last = await place()
    await page.mouse.wheel(0, by)
    await expect.poll(place).toBeGreaterThan(last)
    const isAtRest = async () => {
      const before = last
      last = await place()
      return before === last
    }
    await expect.poll(isAtRest, { intervals: [200] }).toBe(true)
  }
  await expect(leaf(400)).toBeVisible()
  await expect.poll(drawn).toBeLessThan(80)

  await test.step('the row that the keys are on stays the same when it is wheeled out of sight', async () => {
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('j')
    await expect(leaf(397)).toHaveAttribute('aria-current', 'true')
    // how many there are is not known before the last page is here
    await expect(table).toHaveAttribute('aria-rowcount', '-1')
    await wheel(3_000)
    await expect(table).toHaveAttribute('aria-rowcount', '401')
    await wheel(3_000)
    await expect(leaf(397)).toHaveCount(0)
    await page.keyboard.press('j')
    await expect(leaf(396)).toHaveAttribute('aria-current', 'true')
    await expect(leaf(396)).toBeInViewport()
  })

  await test.step('the focus stays on a row far down while those around it go and come', async () => {
    await page.evaluate(() => window.scrollTo(0, 6_000))
    const link = (number: number) => leaf(number).getByRole('link')
    await expect(link(220)).toBeInViewport()
    await link(220).focus()
    // the time of its last change, the box of the next row, and that row
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab')
    await expect(link(219)).toBeFocused()
    await wheel(20_000)
    await expect(leaf(1)).toBeInViewport()
    await expect(leaf(216)).toHaveCount(0)
    await expect(link(219)).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(leaf(218)).toBeInViewport()
    for (let step = 0; step < 2; step += 1) await page.keyboard.press('Tab')
    await expect(link(218)).toBeFocused()
    await expect(link(218)).toBeInViewport()
    expect(await drawn()).toBeLessThan(80)
  })

  await test.step('the board counts what it does not show', async () => {
    await page.goto(`${home}/tasks?layout=board`)
    const column = page.getByRole('region', { name: 'Backlog', exact: true })
    await expect(column.locator('header')).toContainText('400')
    await expect(column.getByRole('listitem')).toHaveCount(30)
  })
})

test('a dialog that is cancelled gives the focus back to where it was opened', async ({ page }, info) => {
  test.skip(info.project.name === 'phone', 'keys')
  const board = restClient(server.url)
  const { slug } = (await board('POST', '/companies', { name: 'Focused', mission: 'Look' })).body
  const home = `${server.url}/c/${slug}`
  await board('POST', `/companies/${slug}/agents`, { name: 'Ada', role: 'CEO', command: 'true' })
  await board('POST', `/companies/${slug}/projects`, { name: 'Edition' })
  const dialog = page.getByRole('dialog')
  const cancel = async (opener: Locator) => {
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden()
    await expect(opener).toBeFocused()
  }

  await test.step('a form', async () => {
    await page.goto(`${home}/projects`)
    const create = page.getByRole('button', { name: 'Create project' }).first()
    await create.click()
    await expect(dialog.getByLabel('Name')).toBeFocused()
    await cancel(create)
    await create.click()
    await page.keyboard.press('Escape')
    await expect(create).toBeFocused()
  })

  await test.step('one that a menu opened', async () => {
    const deeds = page.getByRole('button', { name: 'Deeds for Edition' })
    await deeds.click()
    await page.getByRole('menuitem', { name: 'Change' }).click()
    await cancel(deeds)
  })

  await test.step('a question', async () => {
    await page.goto(`${home}/agents`)
    await page.getByRole('link', { name: /Ada/ }).first().click()
    const pause = page.getByRole('button', { name: 'Pause', exact: true })
    await pause.click()
    await cancel(pause)
  })
})

/** Where the task with this title is, found on the list of tasks. */
async function addressOf(page: Page, title: string): Promise<string> {
  const link = page.getByRole('link', { name: new RegExp(title) })
  await expect(link).toBeVisible()
  return new URL((await link.getAttribute('href')) ?? '', server.url).toString()
}

/** Says on the page of a task that another one must be done first. */
async function block(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Add blocker' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Find a task').fill(title)
  await dialog.getByRole('button', { name: new RegExp(title) }).click()
  await expect(dialog).toBeHidden()
}
