/*
 * The client and the agent loop that users of this REST dialect were taught, as they were taught; only the endless timer is left
 * out and the work itself is handed in. What these need is what `/api/v1` must never break.
 */

type Task = { id: string; title: string; complexity?: string | null }
type CostPayload = { tokens_in: number; tokens_out: number; model: string; task_id?: string }
type WorkResult = { summary: string; tokensIn: number; tokensOut: number; model: string }

export class PaperclipClient {
  private base: string
  private headers: Record<string, string>

  constructor(
    base = process.env.PAPERCLIP_BASE_URL ?? 'http://localhost:3100',
    apiKey = process.env.PAPERCLIP_API_KEY ?? '',
  ) {
    this.base = `${base}/api/v1`
    this.headers = {
      Authorization: `Bearer ${apiKey}`,
      'Content-Type': 'application/json',
    }
  }

  private async req<T>(path: string, init?: RequestInit): Promise<T> {
    const res = await fetch(`${this.base}${path}`, {
      ...init,
      headers: { ...this.headers, ...init?.headers },
    })
    if (!res.ok) {
      const body = await res.text()
      throw new Error(`Paperclip API ${res.status}: ${body}`)
    }
    return res.json() as Promise<T>
  }

  heartbeat(agentId: string) {
    return this.req<{ instructions: string; tasks: Task[] }>(`/agents/${agentId}/heartbeat`, { method: 'POST' })
  }

  completeTask(taskId: string, summary: string) {
    return this.req(`/tasks/${taskId}`, {
      method: 'PATCH',
      body: JSON.stringify({ status: 'done', completion_summary: summary }),
    })
  }

  reportCost(agentId: string, payload: CostPayload) {
    return this.req(`/agents/${agentId}/cost`, {
      method: 'POST',
      body: JSON.stringify(payload),
    })
  }
}

/** One turn of the agent loop. Answers how many tasks were done and which failed, which the original only logs. */
export async function runHeartbeat(
  client: PaperclipClient,
  AGENT_ID: string,
  doWork: (task: Task, instructions: string) => Promise<WorkResult>,
): Promise<{ done: string[]; failed: unknown[] }> {
  const outcome: { done: string[]; failed: unknown[] } = { done: [], failed: [] }
  const { instructions, tasks } = await client.heartbeat(AGENT_ID)

  for (const task of tasks) {
    try {
      const result = await doWork(task, instructions)

      await client.completeTask(task.id, result.summary)
      await client.reportCost(AGENT_ID, {
        tokens_in: result.tokensIn,
        tokens_out: result.tokensOut,
        model: result.model,
        task_id: task.id,
      })
      outcome.done.push(task.title)
    } catch (err) {
      outcome.failed.push(err)
    }
  }
  return outcome
}
