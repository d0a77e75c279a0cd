import { z } from 'zod'

export const TASK_STATES = ['backlog', 'todo', 'in_progress', 'in_review', 'blocked', 'done', 'cancelled'] as const
export const TaskState = z.enum(TASK_STATES)
export type TaskState = z.output<typeof TaskState>
export const Priority = z.enum(['critical', 'high', 'medium', 'low'])
export const Complexity = z.enum(['low', 'medium', 'high'])

/** Work that was handed on more often than this is worth a look. */
export const DEEP = 3
/** Where counting ends. */
export const MOST_DEPTH = 1024
