/** What every agent of the example needs of the control plane: its task, the thread, money, and the end of the work. */

const env = process.env
const API = `${env.PAPERCLIP_API_URL}/api/v1`
/** No model is called: cost is reported as if this one had read and written the same text. */
const MODEL = 'claude-haiku-4-5'
const CHARACTERS_PER_TOKEN = 4

let calls = 0

/** Calls the REST API with the run's own key. A lost connection is tried again; the key of the call keeps a repeat harmless. */
export async function api(method, path, body) {
  const headers = {
    authorization: `Bearer ${env.PAPERCLIP_API_KEY}`,
    'content-type': 'application/json',
    ...(method === 'GET' ? {} : { 'idempotency-key': `${env.PAPERCLIP_RUN_ID}:${++calls}` }),
  }
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) })
      const answer = await response.json()
      if (response.ok) return answer
      throw new Refused(`${method} ${path}: ${answer.error} (HTTP ${response.status})`)
    } catch (error) {
      if (error instanceof Refused || tries === 5) throw error
      await new Promise((resolve) => setTimeout(resolve, 500 * tries))
    }
  }
}

class Refused extends Error {}

export const companyPath = `/companies/${env.PAPERCLIP_COMPANY_ID}`
export const agentPath = `/agents/${env.PAPERCLIP_AGENT_ID}`

/** The task of this run, or null when the run has none. */
export function readTask() {
  return env.PAPERCLIP_TASK_ID ? api('GET', `/tasks/${env.PAPERCLIP_TASK_ID}`) : Promise.resolve(null)
}

/** Posts to a task's thread. `toolCalls` are {tool, input, output}. */
export function post(taskId, content, toolCalls = []) {
  return api('POST', `/tasks/${taskId}/messages`, { role: 'agent', content, tool_calls: toolCalls })
}

/** Reports what `read` and `written` characters would have cost, and returns it as a sentence. */
export async function meter(taskId, read, written) {
  const tokensIn = Math.ceil(read / CHARACTERS_PER_TOKEN)
  const tokensOut = Math.ceil(written / CHARACTERS_PER_TOKEN)
  const report = { model: MODEL, tokens_in: tokensIn, tokens_out: tokensOut, task_id: taskId }
  const { cost } = await api('POST', `${agentPath}/cost`, report)
  const dollars = cost.cost_usd < 0.01 ? 'less than a cent' : `$${cost.cost_usd.toFixed(2)}`
  return `Metered as if ${MODEL} had done it: ${tokensIn} tokens in, ${tokensOut} out, ${dollars}. No model was called.`
}

/** Ends the task, and tells who waits for it: a message to the parent's thread wakes the agent that has it. */
export async function complete(task, summary) {
  await api('PATCH', `/tasks/${task.id}`, { status: 'done', completion_summary: summary })
  await tellParent(task, `${task.identifier} is done: ${summary}`)
}

/** Says something in the thread of the task above. */
export async function tellParent(task, text) {
  if (task.parent_task_id) await post(task.parent_task_id, text)
}

/** The agents of the company, each with its name and id. */
export async function listAgents() {
  const { agents } = await api('GET', `${companyPath}/agents?limit=200`)
  return agents
}

/** Runs an agent's body: an error becomes one line and exit code 1, and with it a failed run. */
export async function work(body) {
  try {
    await body()
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
