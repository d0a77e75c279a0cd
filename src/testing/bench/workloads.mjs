import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from './http.mjs'
import { load, percentile } from './load.mjs'

const AGENTS = 20
const DESCRIPTION =
  'Something to do, told at the length at which people tell it, with a **word** or two set in bold. '.repeat(5)

/** What the workloads share: a company with agents that nothing is started for. */
export async function prepare(target) {
  const company = await target.createCompany('Bench')
  const agents = []
  for (let i = 0; i < AGENTS; i++)
    agents.push(await target.createAgent(company, { name: `Agent ${i}`, role: 'engineer' }))
  return { company, agents }
}

/** Each has a name, what it does, and answers one row of figures. `broken` counts promises that were not kept and must be 0. */
export const WORKLOADS = {
  async 'create tasks, 16 at a time'({ target, room, ops, cpu }) {
    const states = ['todo', 'done', 'done', 'blocked', 'done']
    return load({ ops: ops(2000), concurrency: 16, cpu }, (i) =>
      target.createIssue(room.company, {
        title: `Task ${i}`,
        description: DESCRIPTION,
        status: states[i % states.length],
        assigneeAgentId: room.agents[i % AGENTS],
      }),
    )
  },

  "an agent's open work, 16 at a time": ({ target, room, ops, cpu }) =>
    load({ ops: ops(1000), concurrency: 16, cpu }, (i) =>
      target.listAgentIssues(room.company, room.agents[i % AGENTS], ['todo', 'in_progress', 'blocked']),
    ),

  'newest 50 tasks, 4 at a time': ({ target, room, ops, cpu }) =>
    load({ ops: ops(500), concurrency: 4, cpu }, () => target.listIssuesPage(room.company)),

  async 'checkout race, 16 agents a task'({ target, room, ops, cpu }) {
    const racers = room.agents.slice(0, 16)
    let broken = 0
    const row = await load({ ops: ops(100), concurrency: 1, cpu }, async (i) => {
      const task = await target.createIssue(room.company, { title: `Prize ${i}`, status: 'todo' })
      const answers = await Promise.all(racers.map((agent) => target.checkout(task, agent)))
      const winners = racers.filter((_agent, k) => answers[k].status === 200)
      const losers = answers.filter((answer) => answer.status === 409)
      if (winners.length !== 1 || losers.length !== 15 || (await target.issueOwner(task)) !== winners[0]) broken++
    })
    return { ...row, broken }
  },

  async 'cost reports, 32 at a time'({ target, room, ops, cpu }) {
    let expected = (await target.companySpend(room.company)).ledgerCents
    const row = await load({ ops: ops(3000), concurrency: 32, cpu }, async (i) => {
      const cents = 1 + (i % 97)
      const { accepted, status } = await target.costEvent(room.company, room.agents[i % AGENTS], cents)
      if (!accepted) throw new Error(`a report was answered with ${status}`)
      expected += cents
    })
    const { ledgerCents, counterCents } = await target.companySpend(room.company)
    return { ...row, broken: Number(ledgerCents !== expected) + Number(counterCents !== expected) }
  },

  async 'a budget of 100 hit by 64 reports of 5 at once'({ target, cpu }) {
    const company = await target.createCompany('Bench budget')
    const agent = await target.createAgent(company, { name: 'Budgeted', budgetCents: 10_000, wake: true })
    const row = await load({ ops: 64, concurrency: 64, cpu }, () => target.costEvent(company, agent, 500))
    const { status, pauseReason, spentCents } = await target.agentState(company, agent)
    const { open } = await target.budgetIncidents(company)
    const refused = (await target.invoke(agent)).status
    const isKept =
      status === 'paused' && pauseReason === 'budget' && spentCents === 32_000 && open === 1 && refused >= 400
    return { ...row, broken: Number(!isKept) }
  },

  async 'wake to process started, one at a time'({ target, ops, workDir }) {
    const solo = await beater(target, workDir)
    const latencies = []
    let errors = 0
    for (let i = 0; i < ops(30); i++) {
      const askedAt = Date.now()
      const { runId } = await target.invoke(solo.agent)
      const startedAt = runId && (await until(() => solo.startOf(runId)))
      if (startedAt) latencies.push(Math.max(0, startedAt - askedAt))
      else errors++
      await until(async () => runId && target.isTerminal(await target.runStatus(runId)))
    }
    latencies.sort((a, b) => a - b)
    return {
      ops: latencies.length,
      p50Ms: percentile(latencies, 50),
      p95Ms: percentile(latencies, 95),
      errors,
      broken: errors,
    }
  },

  async 'wake to process started, 50 agents at once'({ target, ops, workDir }) {
    const team = []
    for (let i = 0; i < ops(50); i++) team.push(await beater(target, workDir, team[0]?.company))
    const beganAt = Date.now()
    const asked = await Promise.all(team.map(async (each) => ({ ...each, ...(await target.invoke(each.agent)) })))
    const starts = await Promise.all(asked.map((each) => each.runId && until(() => each.startOf(each.runId))))
    const latencies = starts
      .filter(Boolean)
      .map((at) => Math.max(0, at - beganAt))
      .sort((a, b) => a - b)
    const lost = team.length - latencies.length
    return {
      ops: latencies.length,
      p50Ms: percentile(latencies, 50),
      p95Ms: percentile(latencies, 95),
      errors: lost,
      broken: lost,
    }
  },

  async 'messages, 16 at a time'({ target, room, ops, cpu }) {
    const threads = []
    for (let i = 0; i < 20; i++) threads.push(await target.createIssue(room.company, { title: `Thread ${i}` }))
    const row = await load({ ops: ops(2000), concurrency: 16, cpu }, (i) =>
      target.postComment(threads[i % threads.length], `Message ${i}: ${DESCRIPTION}`),
    )
    let stored = 0
    for (const thread of threads) stored += await target.countComments(thread)
    return { ...row, broken: Math.abs(row.ops - stored) }
  },

  async 'model calls through the gateway, one at a time'({ target, ops, workDir, cpu }) {
    const model = await startModel()
    try {
      const { company, agent, tokenOf } = await longRun(target, workDir)
      const { runId } = await target.invoke(agent)
      const gateway = await target.gateway(company, model.url, await until(() => tokenOf(runId)))
      const ask = (client) => client.must('POST', '/chat/completions', CHAT)
      const direct = createClient(model.url)
      for (let i = 0; i < 20; i++) await Promise.all([ask(gateway), ask(direct)])
      const bare = await load({ ops: ops(500), concurrency: 1, cpu }, () => ask(direct))
      const row = await load({ ops: ops(500), concurrency: 1, cpu }, () => ask(gateway))
      const busy = await load({ ops: ops(1000), concurrency: 16, cpu }, () => ask(gateway))
      return { ...row, overheadP50Ms: Math.round((row.p50Ms - bare.p50Ms) * 100) / 100, perSecondOf16: busy.perSecond }
    } finally {
      model.close()
    }
  },

  'dashboard, 16 at a time': ({ target, room, ops, cpu }) =>
    load({ ops: ops(1000), concurrency: 16, cpu }, () => target.dashboard(room.company)),

  'newest 100 audit entries, 16 at a time': ({ target, room, ops, cpu }) =>
    load({ ops: ops(500), concurrency: 16, cpu }, () => target.activityPage(room.company, 100)),
}

/** An agent whose run makes a file with the run's id as its name, so that its start can be seen from outside. */
async function beater(target, workDir, shared) {
  const folder = path.join(workDir, 'beats')
  fs.mkdirSync(folder, { recursive: true })
  const company = shared ?? (await target.createCompany('Bench beats'))
  const args = ['-c', `: > "${folder}/$${target.runIdEnv}"`]
  const agent = await target.createAgent(company, { name: 'Beat', command: '/bin/sh', args, cwd: folder, wake: true })
  const startOf = (runId) => fs.statSync(path.join(folder, runId), { throwIfNoEntry: false })?.mtimeMs
  return { company, agent, startOf }
}

/** An agent whose run writes its token into a file and stays. */
async function longRun(target, workDir) {
  const folder = path.join(workDir, 'tokens')
  fs.mkdirSync(folder, { recursive: true })
  const company = await target.createCompany('Bench models')
  const args = ['-c', `printf %s "$PAPERCLIP_API_KEY" > "${folder}/$${target.runIdEnv}"; sleep 600`]
  const agent = await target.createAgent(company, { name: 'Caller', command: '/bin/sh', args, cwd: folder, wake: true })
  const tokenOf = (runId) => {
    const file = path.join(folder, runId)
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null
  }
  return { company, agent, tokenOf }
}

const CHAT = {
  model: 'gpt-4o',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'What is left to do? '.repeat(100) }],
}

/** A model that answers at once. */
async function startModel() {
  const answer = JSON.stringify({
    ...{ id: 'c', object: 'chat.completion', created: 1, model: 'gpt-4o' },
    choices: [{ index: 0, message: { role: 'assistant', content: 'Nothing.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 500, completion_tokens: 3, total_tokens: 503 },
  })
  const server = http.createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function until(check) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > deadline) return null
    await sleep(3)
  }
}
