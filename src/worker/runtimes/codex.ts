import { agentCommand } from './agent-command'
import {
  type AgentCall,
  type AgentSettings,
  type AgentTool,
  countOf,
  type Hearing,
  type Json,
  partOf,
  partsOf,
} from './agent-tool'

/** The commands that it runs need the run's token, but not the key of its models. */
const KEYS = ['OPENAI_API_KEY', 'CODEX_API_KEY']

/** Codex: `codex exec`, in its own sandbox, which may write the workspace and reach the network. Its figures are of the whole thread. */
const tool: AgentTool = {
  title: 'Codex',
  program: 'codex',
  keys: KEYS,
  behindGateway,
  args(call) {
    const { settings, sessionId } = call
    return [
      ...['exec', '--json', '--skip-git-repo-check'],
      ...(settings.skipPermissions
        ? ['--dangerously-bypass-approvals-and-sandbox']
        : ['--sandbox', 'workspace-write', '-c', 'sandbox_workspace_write.network_access=true']),
      ...['-c', 'shell_environment_policy.ignore_default_excludes=true'],
      ...['-c', `shell_environment_policy.exclude=${JSON.stringify(KEYS)}`],
      ...(settings.model ? ['-m', settings.model] : []),
      ...(settings.effort ? ['-c', `model_reasoning_effort=${JSON.stringify(settings.effort)}`] : []),
      ...throughGateway(call),
      ...settings.args,
      ...(sessionId ? ['resume', sessionId] : []),
      '-',
    ]
  },
  env: ({ settings: { env } }) => ({ ...(env.OPENAI_API_KEY && { CODEX_API_KEY: env.OPENAI_API_KEY }) }),
  read(event, hearing, { model, env }) {
    if (event.type === 'thread.started') {
      hearing.session(event.thread_id)
      // without a key it is logged in to a plan of its maker
      hearing.billed(KEYS.some((key) => env[key]) ? 'metered' : 'subscription')
    }
    if (event.type === 'item.started' || event.type === 'item.completed') readItem(event, partOf(event.item), hearing)
    if (event.type === 'error') hearing.stumbled(event.message)
    if (event.type === 'turn.failed') hearing.failed(partOf(event.error).message)
    if (event.type !== 'turn.completed') return
    const usage = partOf(event.usage)
    // its events do not name the model; without a setting the price is unknown, and shown as that
    const named = model ?? 'codex'
    const tokens = { tokensIn: countOf(usage.input_tokens), tokensCached: countOf(usage.cached_input_tokens) }
    hearing.counted([{ model: named, ...tokens, tokensOut: countOf(usage.output_tokens) }])
    hearing.ended()
  },
}

/**
 * Its models behind the gateway, unless the agent has a key, a provider or a login of its own. The token is in its environment already,
 * where the commands that it runs need it, too.
 */
function behindGateway({ args, usesWorkerHome, env }: AgentSettings): 'openai' | null {
  const isNamed = args.some((arg) => /\bmodel_provider\b|^(--oss|-p|--profile)\b/.test(arg))
  return usesWorkerHome || isNamed || [...KEYS, 'OPENAI_BASE_URL'].some((name) => env[name]) ? null : 'openai'
}

function throughGateway({ settings, gateway }: AgentCall): string[] {
  if (!behindGateway(settings) || !gateway.openai) return []
  const url = JSON.stringify(gateway.openai)
  const provider = `{name="Paperclip",base_url=${url},env_key="PAPERCLIP_API_KEY",wire_api="responses"}`
  return ['-c', 'model_provider="paperclip"', '-c', `model_providers.paperclip=${provider}`]
}

function readItem({ type }: Json, item: Json, hearing: Hearing): void {
  if (type === 'item.started') {
    if (item.type === 'command_execution') hearing.called('shell', item.command)
    if (item.type === 'mcp_tool_call') hearing.called(`${item.server}.${item.tool}`, item.arguments)
    return
  }
  if (item.type === 'agent_message') hearing.said(item.text)
  if (item.type === 'command_execution') hearing.answered(item.aggregated_output)
  if (item.type === 'web_search') hearing.called('web_search', item.query)
  if (item.type === 'file_change') {
    const changes = partsOf(item.changes).map(({ kind, path }) => `${kind} ${path}`)
    hearing.called('edit', changes.join(', '))
  }
}

export const codex = agentCommand(tool)
