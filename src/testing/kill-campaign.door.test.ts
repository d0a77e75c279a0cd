import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProduct, startProduct, TARGETS } from './running-product'

const AGENTS = 10
const KILLS = 20
const TASKS_A_KILL = 2
const COST_MICROS = 10_000
/** A lease lasts 20 s, and a lost run is tried again after 5 s, then after 30 s. */
const PATIENCE_MS = 90_000
const SEED = Number(process.env.KILL_SEED ?? 7)

let product: RunningProduct
beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product?.stop())

/** Numbers from 0 up to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((each) => ({ each, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each)
}

/** Sends until it is answered, as a careful client does: each with a key, so that what arrived twice counts once. */
async function post<T>(path: string, key: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
    try {
      const options = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) }
      const response = await fetch(`${product.url}/api/v1${path}`, options)
      const answer = await response.json()
      if (response.ok) return answer as T
      if (response.status < 500) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
    } catch (error) {
      if (Date.now() > deadline || (error instanceof Error && error.message.startsWith(path))) throw error
    }
  }
}

/** Every act of the agent carries a key of its task, so that a second run finds what the first one did. */
const WORK = `
  api() { curl -sS -f -m 10 -X "$1" -H "Authorization: Bearer $PAPERCLIP_API_KEY" -H 'Content-Type: application/json' --retry 40 --retry-delay 1 --retry-all-errors -H "Idempotency-Key: $3-$PAPERCLIP_TASK_ID" "$PAPERCLIP_BASE_URL/api/v1$2" -d "$4" >/dev/null; }
  api POST "/tasks/$PAPERCLIP_TASK_ID/messages" begun '{"content":"begun"}'
  sleep 0.7
  api POST "/agents/$PAPERCLIP_AGENT_ID/cost" cost "{\\"tokens_in\\":1000,\\"tokens_out\\":10,\\"cost_usd\\":0.01,\\"task_id\\":\\"$PAPERCLIP_TASK_ID\\"}"
  api PATCH "/tasks/$PAPERCLIP_TASK_ID" done '{"status":"done","completion_summary":"finished"}'
`

type Standing = { openTasks: number; liveRuns: number; pendingWakes: number; unsettled: number; engineRuns: number }

/** What is still under way, in the product's own words and the engine's. */
async function standing(): Promise<Standing> {
  const [row] = await product.rows<Standing>(`SELECT
    (SELECT count(*)::int FROM "Task" WHERE state NOT IN ('done', 'cancelled')) AS "openTasks",
    (SELECT count(*)::int FROM "Run" WHERE state IN ('queued', 'running')) AS "liveRuns",
    (SELECT count(*)::int FROM "Wake" WHERE state = 'pending') AS "pendingWakes",
    (SELECT count(*)::int FROM "OutboxEvent" WHERE "isForEngine" AND "consumedAt" IS NULL) AS unsettled,
    (SELECT count(*)::int FROM engine.runs WHERE status = 'running') AS "engineRuns"`)
  return row!
}

/** Waits until an agent works; not for ever, so that what never works again shows at the end. */
async function untilBusy(): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await sleep(100)) {
    if ((await product.rows(`SELECT 1 FROM "Run" WHERE state = 'running' AND "lastEventSeq" > 0`)).length > 0) return
  }
}

const isOver = (now: Standing) => Object.values(now).every((count) => count === 0)

it(`pains 1, 5, 8, 9: twenty kills in random order under load lose nothing, double nothing and leave nothing to a person (seed ${SEED})`, {
  timeout: 400_000,
}, async () => {
  const random = randomFrom(SEED)
  const { id: companyId } = await post<{ id: string }>('/companies', 'company', { name: 'Kills', mission: 'Survive' })
  const agents = await Promise.all(
    Array.from({ length: AGENTS }, (_, n) =>
      post<{ id: string }>(`/companies/${companyId}/agents`, `agent-${n}`, {
        name: `Agent ${n}`,
        role: 'engineer',
        runtime: 'bash',
        command: WORK,
      }),
    ),
  )

  const tasks: Promise<{ id: string }>[] = []
  const order = shuffled([...TARGETS, ...TARGETS, ...TARGETS, ...TARGETS], random)
  const assign = () => {
    const n = tasks.length
    const wish = { title: `Task ${n}`, assigned_to: agents[n % AGENTS]!.id }
    tasks.push(post(`/companies/${companyId}/tasks`, `task-${n}`, wish))
  }
  for (let n = 0; n < AGENTS; n++) assign()
  const startedAt = Date.now()
  const killed: string[] = []
  for (const target of order) {
    for (let n = 0; n < TASKS_A_KILL; n++) assign()
    // half of them strike while the last blow still hurts, the others in the middle of the work
    const [pause, mood] = [random(), random()]
    if (target === 'worker' || mood < 0.5) await untilBusy()
    await sleep(200 + pause * 1_000)
    await product.kill9(target)
    killed.push(`${target} at ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  }
  expect(killed).toHaveLength(KILLS)
  await Promise.all(tasks)

  const deadline = Date.now() + PATIENCE_MS
  let now = await standing()
  for (; !isOver(now) && Date.now() < deadline; now = await standing()) await sleep(500)
  const story = `seed ${SEED}: ${killed.join(', ')}; over after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`
  console.log(story)
  expect(now, `${story}\n${product.output()}`).toEqual({
    openTasks: 0,
    liveRuns: 0,
    pendingWakes: 0,
    unsettled: 0,
    engineRuns: 0,
  })

  // every task was made once and done, and the load was really interrupted
  const states = await product.rows<{ state: string; n: number }>(
    `SELECT state, count(*)::int AS n FROM "Task" GROUP BY state`,
  )
  expect(states).toEqual([{ state: 'done', n: AGENTS + KILLS * TASKS_A_KILL }])
  const lost = await product.rows(`SELECT 1 FROM "Run" WHERE "errorCode" = 'lost'`)
  expect(lost.length).toBeGreaterThan(0)

  // no effect twice, none missing
  const messages = await product.rows<{ taskId: string; said: string[] }>(
    `SELECT "taskId", array_agg(content ORDER BY id) AS said FROM "Message" WHERE role = 'agent' GROUP BY "taskId"`,
  )
  expect(messages.map(({ said }) => said)).toEqual(messages.map(() => ['begun', 'finished']))
  expect(messages).toHaveLength(tasks.length)
  const [cost] = await product.rows<{ entries: number; micros: string }>(
    `SELECT count(*)::int AS entries, sum("costMicros") AS micros FROM "CostEntry"`,
  )
  expect(cost).toEqual({ entries: tasks.length, micros: String(tasks.length * COST_MICROS) })

  // nothing is held, reserved, or waits for a person
  const left = await product.rows<{ what: string }>(`
    SELECT 'lease' AS what FROM "Lease" WHERE "expiresAt" > now()
    UNION ALL SELECT 'reservation' FROM "Reservation" WHERE "settledAt" IS NULL
    UNION ALL SELECT 'approval' FROM "Approval" WHERE status = 'pending'
    UNION ALL SELECT 'agent ' || status FROM "Agent" WHERE status <> 'active'
    UNION ALL SELECT 'engine run failed: ' || function_id FROM engine.runs WHERE status = 'failed'
    UNION ALL SELECT 'engine place' FROM engine.leases UNION ALL SELECT 'engine call parked' FROM engine.parked`)
  expect(left).toEqual([])

  // one wake one run: nobody was woken twice for one cause
  const doubled = await product.rows(`SELECT "taskId", cause FROM "Wake" WHERE cause <> 'retry' AND state = 'consumed'
    GROUP BY "taskId", cause HAVING count(*) > 1`)
  expect(doubled).toEqual([])

  const verdict = async () => (await fetch(`${product.url}/api/v1/companies/${companyId}/audit/verify`)).json()
  await expect.poll(verdict, { timeout: 20_000 }).toMatchObject({ intact: true, unsealed: 0 })
})
