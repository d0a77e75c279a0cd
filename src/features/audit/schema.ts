import { z } from 'zod'

const Id = z.string().min(1).max(100)
const Moment = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-06-01T00:00:00Z' })

/** Which entries of the log; what is absent filters nothing, and all that is named must hold. */
export const ListAudit = z.object({
  actorKind: z.enum(['person', 'agent', 'system']).optional(),
  actorId: Id.optional(),
  /** Entries that an agent made, and those about it. */
  agentId: z.uuid().optional(),
  subjectKind: z
    .string()
    .regex(/^[a-zA-Z]{1,40}$/, 'must be a kind of thing such as task or agent')
    .optional(),
  subjectId: Id.optional(),
  runId: z.uuid().optional(),
  /** An action such as `task.created`, or all of a room with the dot at the end: `task.`. */
  action: z
    .string()
    .regex(/^[a-zA-Z]{1,40}\.[a-zA-Z]{0,60}$/, 'must be an action such as task.created, or a prefix such as task.')
    .optional(),
  /** Leaves out the steps of the machinery, and looks for the rest among the newest 2,000 that fit. */
  withoutMachinery: z.literal(true).optional(),
  /** From this time on. */
  from: Moment.optional(),
  /** Before this time. */
  to: Moment.optional(),
  /** Id of the last row of the page before. */
  before: z.uuid().optional(),
  limit: z.int().min(1).max(500).default(100),
})
export type ListAudit = z.output<typeof ListAudit>
