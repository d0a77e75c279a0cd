import { z } from 'zod'
import type { LeasedRun } from '../../protocol'
import { TimeoutSeconds } from '../runtime'

/** Settings of an agent that lives behind an OpenClaw gateway. */
export const Config = z.object({
  /** Of the gateway, for example ws://127.0.0.1:18789. */
  endpoint: z.url({ protocol: /^wss?$/, error: 'must be an address such as ws://127.0.0.1:18789' }),
  /** The gateway's shared token, or its password. */
  authToken: z.string().optional(),
  password: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Which of the gateway's agents. */
  agentId: z.string().min(1).default('main'),
  /** What shares a conversation: the wakes of a task, nothing, or everything. */
  sessionKeyStrategy: z.enum(['issue', 'run', 'fixed']).default('issue'),
  /** For `fixed`. */
  sessionKey: z.string().min(1).default('paperclip'),
  timeoutSeconds: TimeoutSeconds,
  /** Whether the gateway may be at a private address, where the worker itself has no opinion. */
  allowPrivate: z.boolean().default(false),
})
export type Config = z.output<typeof Config>

/** The gateway routes a session by the agent that its key begins with; without that, everything would end at its main agent. */
export function sessionKeyFor({ agentId, sessionKeyStrategy, sessionKey }: Config, { task, runId }: LeasedRun): string {
  const own = `agent:${agentId}:`
  if (sessionKeyStrategy === 'fixed') return sessionKey.startsWith('agent:') ? sessionKey : own + sessionKey
  return sessionKeyStrategy === 'issue' && task ? `${own}paperclip:issue:${task.id}` : `${own}paperclip:run:${runId}`
}
