import type { Billing } from '../protocol'
import { agentCommand } from './agent-command'
import {
  type AgentCall,
  type AgentSettings,
  type AgentTool,
  countOf,
  type Hearing,
  type Json,
  microsOf,
  partOf,
  partsOf,
} from './agent-tool'

/** What it may do without a question that nobody would answer; another list is `allowedTools`. */
const TOOLS = [
  'Bash',
  'Read',
  'Write',
  'Edit',
  'NotebookEdit',
  'Glob',
  'Grep',
  'WebFetch',
  'WebSearch',
  'Task',
  'TodoWrite',
]

const KEYS = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN']
/** Any of these says whom it asks. */
const OWN_WAYS = [...KEYS, 'ANTHROPIC_BASE_URL', 'CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX']

/** Claude Code: `claude -p`, whose figures go on counting in a session that is resumed. */
const tool: AgentTool = {
  title: 'Claude Code',
  program: 'claude',
  keys: KEYS,
  behindGateway,
  args({ settings, sessionId }) {
    return [
      ...['-p', '--output-format', 'stream-json', '--verbose'],
      ...(settings.skipPermissions
        ? ['--dangerously-skip-permissions']
        : ['--permission-mode', 'default', '--allowedTools', (settings.allowedTools ?? TOOLS).join(',')]),
      ...(settings.model ? ['--model', settings.model] : []),
      ...(settings.effort ? ['--effort', settings.effort] : []),
      ...(settings.maxTurns ? ['--max-turns', String(settings.maxTurns)] : []),
      ...(Object.keys(settings.toolConfig).length > 0 ? ['--settings', JSON.stringify(settings.toolConfig)] : []),
      ...settings.args,
      ...(sessionId ? ['--resume', sessionId] : []),
    ]
  },
  env: (call) => ({ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1', ...throughGateway(call) }),
  read(event, hearing, settings) {
    hearing.session(event.session_id)
    if (event.type === 'system' && event.subtype === 'init') hearing.billed(billingOf(event.apiKeySource, settings))
    if (event.type === 'assistant') readMessage(partOf(event.message), hearing)
    if (event.type === 'user') {
      for (const part of partsOf(partOf(event.message).content)) {
        if (part.type === 'tool_result') hearing.answered(part.content)
      }
    }
    if (event.type === 'result') readResult(event, hearing)
  },
}

/** It says where its key came from; without one it is logged in, by a token of a subscription or as the worker's user. */
function billingOf(apiKeySource: unknown, { env, usesWorkerHome }: AgentSettings): Billing {
  const isLoggedIn = (apiKeySource === 'none' || apiKeySource === 'oauth') && !env.ANTHROPIC_AUTH_TOKEN
  return isLoggedIn && (env.CLAUDE_CODE_OAUTH_TOKEN || usesWorkerHome) ? 'subscription' : 'metered'
}

/** Its models behind the gateway, unless the agent has a key, an address or a login of its own. */
function behindGateway({ usesWorkerHome, env }: AgentSettings): 'anthropic' | null {
  return usesWorkerHome || OWN_WAYS.some((name) => env[name]) ? null : 'anthropic'
}

function throughGateway({ settings, gateway }: AgentCall): Record<string, string> {
  if (!behindGateway(settings) || !gateway.anthropic) return {}
  return { ANTHROPIC_BASE_URL: gateway.anthropic, ANTHROPIC_API_KEY: gateway.token }
}

function readMessage(message: Json, hearing: Hearing): void {
  // what it says itself when the call failed
  if (message.model === '<synthetic>') return
  const usage = partOf(message.usage)
  const tokensCached = countOf(usage.cache_read_input_tokens)
  const tokensCacheWritten = countOf(usage.cache_creation_input_tokens)
  hearing.used(String(message.id), {
    model: String(message.model),
    tokensIn: countOf(usage.input_tokens) + tokensCached + tokensCacheWritten,
    ...{ tokensCached, tokensCacheWritten },
    tokensOut: countOf(usage.output_tokens),
  })
  for (const part of partsOf(message.content)) {
    if (part.type === 'text') hearing.said(part.text)
    if (part.type === 'tool_use') hearing.called(part.name, part.input)
  }
}

function readResult(event: Json, hearing: Hearing): void {
  hearing.counted(
    Object.entries(partOf(event.modelUsage)).map(([model, value]) => {
      const usage = partOf(value)
      const tokensCached = countOf(usage.cacheReadInputTokens)
      const tokensCacheWritten = countOf(usage.cacheCreationInputTokens)
      return {
        model,
        tokensIn: countOf(usage.inputTokens) + tokensCached + tokensCacheWritten,
        ...{ tokensCached, tokensCacheWritten },
        tokensOut: countOf(usage.outputTokens),
        costMicros: microsOf(usage.costUSD),
      }
    }),
  )
  if (event.subtype === 'error_max_turns') hearing.failed('It used up its turns before it was done.', 'max_turns')
  else if (event.is_error) {
    const status = event.api_error_status ? `HTTP ${event.api_error_status}: ` : ''
    hearing.failed(status + (event.result ?? partsText(event.errors)))
  } else hearing.ended(event.result)
}

function partsText(errors: unknown): string {
  return Array.isArray(errors) ? errors.join('\n') : ''
}

export const claudeCode = agentCommand(tool)
