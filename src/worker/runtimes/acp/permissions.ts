import type { PermissionOption, RequestPermissionResponse, ToolCallUpdate } from '@agentclientprotocol/sdk'
import { isAllowed } from '../allow-list'
import { inside } from '../inside'
import type { Config } from './settings'

/** Why a tool may not be used, as the end of a sentence; null when it may. */
export function refusalOf(call: ToolCallUpdate, config: Config, workspace: string): string | null {
  const kind = call.kind ?? 'other'
  if (kind === 'execute' && !config.allowedKinds.includes('execute')) {
    const words = commandOf(call.rawInput)
    if (!words) return 'the command cannot be read from the request, or is more than one'
    const [program = '', ...args] = words
    return isAllowed(config.allowedCommands, program, args)
      ? null
      : `${words.join(' ')} is not among the allowed commands`
  }
  if (!config.allowedKinds.includes(kind)) return `tools of the kind ${kind} are not allowed`
  const outside = (call.locations ?? []).find(({ path }) => !isInside(workspace, path))
  return outside ? `${outside.path} is not in the workspace` : null
}

function isInside(workspace: string, place: string): boolean {
  try {
    inside(workspace, place)
    return true
  } catch {
    return false
  }
}

/** What a shell would do with these is not one command. */
const SHELL = /[;&|`$<>(){}\n\\]/

/** A command as words; null for what is no single plain command. */
function commandOf(rawInput: unknown): string[] | null {
  if (typeof rawInput !== 'object' || rawInput === null || !('command' in rawInput)) return null
  const { command } = rawInput
  const args = 'args' in rawInput ? rawInput.args : []
  const isWords = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((word) => typeof word === 'string')
  if (isWords(command)) return command.some((word) => word === '-c' || word === '-lc') ? null : command
  if (typeof command !== 'string' || !isWords(args) || SHELL.test(command)) return null
  return [...command.trim().split(/\s+/), ...args]
}

/** The answer to a request: the narrowest of the options that says so; without one, the request is called off. */
export function answerTo(options: readonly PermissionOption[], isGranted: boolean): RequestPermissionResponse {
  const kinds = isGranted ? (['allow_once', 'allow_always'] as const) : (['reject_once', 'reject_always'] as const)
  const option = kinds.flatMap((kind) => options.filter((each) => each.kind === kind))[0]
  return { outcome: option ? { outcome: 'selected', optionId: option.optionId } : { outcome: 'cancelled' } }
}
