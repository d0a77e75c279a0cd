import { z } from 'zod'
import { Complexity, CreateTask, OPEN_STATES, Priority, TASK_STATES, TaskState, UpdateTask } from '@/features/tasks'
import { idOf, idOrNull } from './fields'
import { TaskStatus } from './task-answers'

const PriorityInput = z
  .enum([...Priority.options, 'urgent'])
  .transform((priority) => (priority === 'urgent' ? 'critical' : priority))
  .meta({ type: 'string', enum: [...Priority.options, 'urgent'], description: '`urgent` means critical.' })

/** `open`, `all`, or states separated by commas; read as a list of states. */
export const StatusFilter = z
  .string()
  .transform((text, context) => {
    if (text === 'all') return [...TASK_STATES]
    const states = text.split(',').flatMap((word): readonly string[] => (word === 'open' ? OPEN_STATES : [word.trim()]))
    const parsed = z.array(TaskState).min(1).safeParse(states)
    if (!parsed.success) {
      context.addIssue({ code: 'custom', message: `takes open, all, or a list of ${TASK_STATES.join(', ')}` })
      return z.NEVER
    }
    return parsed.data
  })
  .meta({ type: 'string', description: '`open` (not over), `all`, or states separated by commas.', example: 'open' })

export const NewTask = z.object({
  title: CreateTask.shape.title.meta({ example: 'Implement offline sync for notes' }),
  description: z.string().nullish().meta({ example: 'Use CRDTs to merge note edits made offline. See ADR-004.' }),
  assigned_to: idOrNull('agent').meta({ description: 'Assigning wakes the agent.' }),
  goal_id: idOrNull('goal').meta({ description: "Default: the parent's goal, else the mission." }),
  parent_task_id: idOrNull('task'),
  priority: PriorityInput.optional(),
  complexity: Complexity.nullish(),
  state: TaskState.optional().meta({ description: 'Default: todo when assigned, else backlog.' }),
})

export const TaskChange = z.object({
  title: UpdateTask.shape.title,
  description: z.string().optional(),
  assigned_to: idOrNull('agent'),
  goal_id: idOf('goal').optional(),
  priority: PriorityInput.optional(),
  complexity: Complexity.nullish(),
  status: TaskStatus.optional(),
  state: TaskState.optional().meta({ description: 'In place of status, where the exact state matters.' }),
  completion_summary: z.string().optional().meta({ description: 'Is also posted to the thread.' }),
  blocked_reason: z.string().optional(),
  reopen: z.boolean().optional().meta({ description: 'The only way out of done and cancelled; leads to open.' }),
})

/** The state that a change asks for: `open` is the state todo. */
export function stateAsked({ state, status, reopen }: z.output<typeof TaskChange>): TaskState | undefined {
  if (state) return state
  if (status === 'open' || (reopen && !status)) return 'todo'
  return status
}
