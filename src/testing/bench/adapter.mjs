import { createClient } from './http.mjs'
import { createProduct } from './product.mjs'

const ENDED = ['succeeded', 'failed', 'cancelled', 'timed_out']

/** `run_0193…` → the plain UUID, which is what a run finds in its environment. */
function uuidOf(id) {
  const hex = id.slice(id.indexOf('_') + 1)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * The product as workloads see it: started on an empty folder, driven over HTTP as a default local installation is, without a key.
 * An issue is a task here, a comment a message. An agent that shall not be woken (`wake: false`) gets no command: it fetches its
 * work itself, so that nothing is started for it.
 */
export default function adapter({ workDir, port = Number(process.env.BENCH_PORT ?? 3210) }) {
  const product = createProduct({ workDir, port, databasePort: Number(process.env.BENCH_PG_PORT ?? 55_670) })
  const api = createClient(`${product.url}/api/v1`)

  async function pages(path, name) {
    const rows = []
    for (let cursor = ''; cursor !== null; ) {
      const mark = path.includes('?') ? '&' : '?'
      const { json } = await api.must('GET', cursor ? `${path}${mark}cursor=${cursor}` : path)
      rows.push(...json[name])
      cursor = json.next_cursor
    }
    return rows
  }

  return {
    name: 'ours',
    version: '0.1.0',
    runIdEnv: 'PAPERCLIP_RUN_ID',
    get pid() {
      return product.pid
    },
    extraPids: () => [product.databasePid()].filter(Boolean),
    logBytes: () => product.logBytes(),
    firstStart: () => product.start(),
    restart: () => product.start(),
    stop: () => product.stop(),

    async createCompany(name) {
      return (await api.must('POST', '/companies', { name })).json.id
    },
    async createAgent(companyId, { name, role, command, args, cwd, budgetCents, wake = false, reportsTo }) {
      const settings = wake
        ? { command: command ?? '/bin/true', runtime_config: { args: args ?? [], ...(cwd && { cwd }) } }
        : {}
      const budget = budgetCents ? { monthly_usd: (budgetCents / 100).toFixed(2) } : undefined
      const body = { name, role, reports_to: reportsTo, budget, ...settings }
      return (await api.must('POST', `/companies/${companyId}/agents`, body)).json.id
    },
    async createIssue(companyId, { title, description, status = 'backlog', priority = 'medium', assigneeAgentId }) {
      const body = { title, description, state: status, priority, assigned_to: assigneeAgentId }
      return (await api.must('POST', `/companies/${companyId}/tasks`, body)).json.id
    },
    async listAgentIssues(_companyId, agentId, statuses) {
      const { json, bytes } = await api.must('GET', `/agents/${agentId}/tasks?status=${statuses.join(',')}`)
      return { rows: json.tasks.length, bytes }
    },
    async listIssuesPage(companyId) {
      const { json, bytes } = await api.must('GET', `/companies/${companyId}/tasks?limit=50`)
      return { rows: json.tasks.length, bytes }
    },
    async checkout(taskId, agentId) {
      const body = { agent_id: agentId, expected_states: ['todo', 'backlog'] }
      const { status, json } = await api.request('POST', `/tasks/${taskId}/checkout`, body)
      return { status, owner: json?.assigned_to }
    },
    async issueOwner(taskId) {
      return (await api.must('GET', `/tasks/${taskId}`)).json.assigned_to
    },
    async postComment(taskId, content) {
      return (await api.must('POST', `/tasks/${taskId}/messages`, { content })).json.id
    },
    async countComments(taskId) {
      return (await pages(`/tasks/${taskId}/messages?limit=200`, 'messages')).length
    },
    async costEvent(_companyId, agentId, cents) {
      const body = { model: 'bench-model', tokens_in: 1000, tokens_out: 100, cost_usd: (cents / 100).toFixed(2) }
      const { status } = await api.request('POST', `/agents/${agentId}/cost`, body)
      return { accepted: status === 201, status }
    },
    async agentState(_companyId, agentId) {
      const { json } = await api.must('GET', `/agents/${agentId}`)
      return { status: json.status, pauseReason: json.pause_reason, spentCents: json.budget.spent_cents }
    },
    /** The counter is the company's budget; the ledger is added up entry by entry. */
    async companySpend(companyId) {
      const [company] = (await api.must('GET', `/companies/${companyId}/budgets`)).json.budgets
      const ledgerByAgent = {}
      let ledgerCents = 0
      for (const entry of await pages(`/companies/${companyId}/costs?limit=199`, 'costs')) {
        ledgerCents += entry.cost_cents
        ledgerByAgent[entry.agent_id] = (ledgerByAgent[entry.agent_id] ?? 0) + entry.cost_cents
      }
      return { counterCents: company.spent_cents, ledgerCents, ledgerByAgent }
    },
    /** Budgets that are used up; the warning before is an incident of its own and not counted. */
    async budgetIncidents(companyId) {
      const { json } = await api.must('GET', `/companies/${companyId}/incidents?state=open`)
      return { open: json.incidents.filter((each) => each.threshold === 'exhausted').length, pendingApprovals: 0 }
    },
    async resume(agentId) {
      return (await api.request('POST', `/agents/${agentId}/resume`)).status
    },
    async invoke(agentId) {
      const { status, json } = await api.request('POST', `/agents/${agentId}/wake`)
      return { status, runId: json?.run_id ? uuidOf(json.run_id) : null }
    },
    /** A wake that no run has taken up yet counts as queued. */
    async runStatus(runId) {
      const { status, json } = await api.request('GET', `/runs/${runId}`)
      return status === 404 ? 'queued' : json.status
    },
    async listRuns(companyId) {
      const rows = await pages(`/companies/${companyId}/runs?limit=200`, 'runs')
      return rows.map((run) => ({ id: uuidOf(run.id), agentId: run.agent_id, status: run.status }))
    },
    isTerminal: (status) => ENDED.includes(status),
    async dashboard(companyId) {
      return { bytes: (await api.must('GET', `/companies/${companyId}/dashboard`)).bytes }
    },
    /** A client of the model gateway, with the token of a run. */
    async gateway(companyId, modelUrl, token) {
      const provider = { name: 'bench', dialect: 'openai', base_url: modelUrl, api_key: 'bench' }
      await api.must('POST', `/companies/${companyId}/model-providers`, provider)
      return createClient(`${product.url}/api/llm/openai/v1`, { token })
    },
    async activityPage(companyId, limit = 100) {
      const { json, bytes } = await api.must('GET', `/companies/${companyId}/activity?limit=${limit}`)
      return { rows: json.events.length, bytes }
    },
  }
}
