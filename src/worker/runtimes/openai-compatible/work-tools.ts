import { z } from 'zod'
import type { LeasedRun } from '../../protocol'
import type { Paperclip } from '../paperclip-api'
import { type Tool, tool } from './tool'

const TaskId = z.string().optional().describe("Default: this run's task.")

/**
 * The control plane's part: tasks, threads, colleagues, approvals. They act as the agent, with the run's own credential, so that
 * what an agent may not do it cannot do here either.
 */
export function workTools(run: LeasedRun, paperclip: Paperclip): Tool[] {
  const taskOf = (id: string | undefined) => {
    const taskId = id ?? run.task?.id
    if (!taskId) throw new Error('This run has no task: say which by task_id.')
    return encodeURIComponent(taskId)
  }
  const say = async (answer: Promise<unknown>) => JSON.stringify(await answer)
  const company = `/companies/${run.companyId}`
  return [
    tool(
      'read_task',
      'Read a task: state, description, goal, subtasks, work products.',
      z.object({ task_id: TaskId }),
      (input) => say(paperclip('GET', `/tasks/${taskOf(input.task_id)}`)),
    ),
    tool('list_my_tasks', 'List your own open tasks in the order in which to do them.', z.object({}), () =>
      say(paperclip('GET', `/agents/${run.agentId}/tasks?limit=20`)),
    ),
    tool(
      'list_messages',
      "Read a task's thread, oldest first.",
      z.object({ task_id: TaskId, after: z.string().optional().describe('Id of the last message that you have.') }),
      ({ task_id, after }) =>
        say(
          paperclip('GET', `/tasks/${taskOf(task_id)}/messages${after ? `?after=${encodeURIComponent(after)}` : ''}`),
        ),
    ),
    tool(
      'post_message',
      'Write in the thread of a task. @Name wakes that agent.',
      z.object({ task_id: TaskId, content: z.string().min(1) }),
      ({ task_id, content }) => say(paperclip('POST', `/tasks/${taskOf(task_id)}/messages`, { content })),
    ),
    tool(
      'set_status',
      'Say what became of a task: done with a summary of the result, blocked with the reason, in_review, or in_progress.',
      z.object({
        task_id: TaskId,
        status: z.enum(['in_progress', 'in_review', 'blocked', 'done']),
        summary: z.string().min(1).describe('Of the result, or why it is blocked.'),
      }),
      ({ task_id, status, summary }) => say(paperclip('PATCH', `/tasks/${taskOf(task_id)}`, changeOf(status, summary))),
    ),
    tool(
      'create_subtask',
      'Make a part of a task a task of its own, for yourself or for somebody else.',
      z.object({
        parent_task_id: TaskId,
        title: z.string().min(1),
        description: z.string().default(''),
        assigned_to: z.string().optional().describe('Id of an agent. Default: nobody yet.'),
      }),
      ({ parent_task_id, ...task }) =>
        say(
          paperclip('POST', `${company}/tasks`, {
            ...task,
            parent_task_id: decodeURIComponent(taskOf(parent_task_id)),
          }),
        ),
    ),
    tool(
      'delegate_task',
      'Hand a task over to another agent.',
      z.object({ task_id: TaskId, to_agent_id: z.string().min(1), note: z.string().min(1) }),
      ({ task_id, ...body }) => say(paperclip('POST', `/tasks/${taskOf(task_id)}/delegate`, body)),
    ),
    tool(
      'list_agents',
      'Find colleagues by a part of their name, title or capabilities.',
      z.object({ q: z.string().default('') }),
      async ({ q }) =>
        colleagues(await paperclip('GET', `${company}/agents?limit=50${q ? `&q=${encodeURIComponent(q)}` : ''}`)),
    ),
    tool(
      'ask_approval',
      'Ask the board for a decision. The task waits for it, and you are woken with the answer: end this run then.',
      z.object({
        title: z.string().min(1),
        summary: z.string().min(1),
        recommended_action: z.string().optional(),
        risks: z.array(z.string()).optional(),
        task_id: TaskId,
      }),
      ({ task_id, ...payload }) => {
        const tasks = task_id || run.task ? { task_ids: [decodeURIComponent(taskOf(task_id))] } : {}
        return say(paperclip('POST', `${company}/approvals`, { type: 'request_board_approval', payload, ...tasks }))
      },
    ),
    tool(
      'search',
      'Find tasks, messages, documents and logs of runs by their words.',
      z.object({ q: z.string().min(1) }),
      ({ q }) => say(paperclip('GET', `${company}/search?limit=10&q=${encodeURIComponent(q)}`)),
    ),
  ]
}

function changeOf(status: string, summary: string): object {
  if (status === 'done') return { status, completion_summary: summary }
  if (status === 'blocked') return { status, blocked_reason: summary, comment: summary }
  return { status, comment: summary }
}

const Agents = z.object({
  agents: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      title: z.string().nullish(),
      capabilities: z.string().nullish(),
    }),
  ),
})

/** What one needs to choose: a whole agent is too long. */
function colleagues(answer: unknown): string {
  const found = Agents.safeParse(answer)
  if (!found.success) return JSON.stringify(answer)
  return found.data.agents
    .map(({ id, name, title, capabilities }) => [id, name, title, capabilities].filter(Boolean).join(' | '))
    .join('\n')
}
