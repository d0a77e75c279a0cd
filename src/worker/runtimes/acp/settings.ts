import { z } from 'zod'
import { TimeoutSeconds } from '../runtime'

/** What an agent may ask to do, in the words of the protocol. */
const KINDS = ['read', 'edit', 'delete', 'move', 'search', 'execute', 'think', 'fetch', 'switch_mode', 'other'] as const

/** Settings of an agent that speaks the Agent Client Protocol on its standard input and output. */
export const Config = z.object({
  /** A program, never a shell command. */
  command: z.string().trim().min(1, 'is missing: say which program speaks the protocol'),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  /**
   * Kinds of tools that it may use when it asks. Files only inside the workspace; `execute` is decided by `allowedCommands` unless it
   * is named here, which allows every command.
   */
  allowedKinds: z.array(z.enum(KINDS)).default(['read', 'edit', 'delete', 'move', 'search', 'think']),
  /** Commands that it may run: a program (`git`), a program with the beginning of its arguments (`npm test`), or `*` for anything. */
  allowedCommands: z.array(z.string().trim().min(1)).default([]),
  timeoutSeconds: TimeoutSeconds,
})
export type Config = z.output<typeof Config>
