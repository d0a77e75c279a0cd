import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type RunningServer, startServer } from '@/testing/running-server'
import { type Api, apiAt } from '../api'

const Tasks = z.object({
  tasks: z.array(z.object({ id: z.string(), title: z.string(), status: z.string(), assignee_name: z.string() })),
})
const Messages = z.object({
  messages: z.array(
    z.object({
      author: z.object({ name: z.string() }),
      content: z.string(),
      tool_calls: z.array(z.object({ tool: z.string() })),
    }),
  ),
})

let server: RunningServer | undefined
let api: Api

beforeAll(async () => {
  // vitest sets BASE_URL to "/" for its own purposes
  server = await startServer({ worker: true, env: { BASE_URL: '' } })
  api = apiAt(`${server.url}/api/v1`, undefined)
  // as the button of the first page does; the process that this begins ends with the server
  const answer = await fetch(`${server.url}/api/trpc/companies.foundDemo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(await answer.json()).toMatchObject({ result: { data: { slug: 'demo' } } })
})
afterAll(async () => {
  await server?.stop()
})

function startDemo(...args: string[]): ChildProcess {
  const env = { ...process.env, PAPERCLIP_URL: server?.url }
  return spawn(process.execPath, ['dist/paperclip.mjs', 'demo', ...args], { env, stdio: 'inherit' })
}

async function company(): Promise<string | undefined> {
  const answer = z.object({ companies: z.array(z.object({ id: z.string() })) }).parse(await api('GET', '/companies'))
  return answer.companies[0]?.id
}

async function listTasks() {
  const id = await company()
  return id ? Tasks.parse(await api('GET', `/companies/${id}/tasks`)).tasks : []
}

async function taskNamed(start: string, status: string) {
  const deadline = Date.now() + 110_000
  for (;;) {
    const task = (await listTasks()).find(({ title }) => title.startsWith(start))
    if (task?.status === status) return task
    if (Date.now() > deadline) throw new Error(`"${start}" is ${task?.status ?? 'not there'} and not ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

test('the example company does its work: parts are made, done, reviewed by another agent, and summed up', async () => {
  const report = await taskNamed('Prepare the first status report', 'done')
  const parts = (await listTasks()).filter(({ status }) => status === 'done')
  expect(parts).toHaveLength(4)

  const machine = await taskNamed('Report on the machine', 'done')
  expect(machine.assignee_name).toBe('Rhea')
  const { messages } = Messages.parse(await api('GET', `/tasks/${machine.id}/messages`))
  expect(new Set(messages.map(({ author }) => author.name))).toEqual(new Set(['Ines', 'Rhea']))
  expect(messages[0]!.content).toContain(`- Version: ${process.version}`)
  expect(messages[0]!.tool_calls.map(({ tool }) => tool)).toContain('os.inspect')
  expect(messages.at(-1)!.content).toContain('6 of 6 claims confirmed')

  const thread = Messages.parse(await api('GET', `/tasks/${report.id}/messages`)).messages
  expect(new Set(thread.map(({ author }) => author.name))).toEqual(new Set(['Ada', 'Linus', 'Max']))
})

test('one agent has come near its budget, and the record is intact', async () => {
  await taskNamed('Measure the code base', 'done')
  const id = await company()
  const Budgets = z.object({
    budgets: z.array(z.object({ scope: z.string(), status: z.string(), spent_usd: z.number() })),
  })
  const { budgets } = Budgets.parse(await api('GET', `/companies/${id}/budgets`))
  expect(budgets.filter(({ status }) => status === 'warning')).toHaveLength(1)
  expect(budgets.find(({ scope }) => scope === 'company')!.spent_usd).toBeGreaterThan(0)
  expect(await api('GET', `/companies/${id}/audit/verify`)).toMatchObject({ intact: true })
})

test('a second demo changes nothing', async () => {
  await taskNamed('Prepare the first status report', 'done')
  const before = await listTasks()
  const again = startDemo('--once')
  const code = await new Promise((resolve) => again.once('exit', resolve))
  expect(code).toBe(0)
  expect((await listTasks()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
})
