import { agentCommand } from './agent-command'
import { type AgentTool, countOf, microsOf, partOf } from './agent-tool'

/** OpenCode: `opencode run`. Its settings, and what it may do, are `toolConfig`; a question that nobody answers is refused. */
const tool: AgentTool = {
  title: 'OpenCode',
  program: 'opencode',
  keys: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'OPENROUTER_API_KEY', 'GEMINI_API_KEY'],
  args({ settings, sessionId }) {
    return [
      ...['run', '--format', 'json'],
      ...(settings.skipPermissions ? ['--auto'] : []),
      ...(settings.model ? ['-m', settings.model] : []),
      ...(settings.effort ? ['--variant', settings.effort] : []),
      ...settings.args,
      ...(sessionId ? ['--session', sessionId] : []),
    ]
  },
  env: ({ settings: { toolConfig, allowedTools } }) => ({
    OPENCODE_CONFIG_CONTENT: JSON.stringify({
      autoupdate: false,
      share: 'disabled',
      permission: allowedTools
        ? { '*': 'deny', ...Object.fromEntries(allowedTools.map((name) => [name, 'allow'])) }
        : { edit: 'allow', bash: 'allow', webfetch: 'allow' },
      ...toolConfig,
    }),
  }),
  read(event, hearing, { model }) {
    hearing.session(event.sessionID)
    const part = partOf(event.part)
    if (event.type === 'text') hearing.said(part.text)
    if (event.type === 'tool_use') {
      const state = partOf(part.state)
      hearing.called(part.tool, state.input)
      hearing.answered(state.output ?? state.error)
    }
    if (event.type === 'step_finish') {
      const tokens = partOf(part.tokens)
      const tokensCached = countOf(partOf(tokens.cache).read)
      const tokensCacheWritten = countOf(partOf(tokens.cache).write)
      hearing.used(String(part.id), {
        model: model ?? 'opencode',
        tokensIn: countOf(tokens.input) + tokensCached + tokensCacheWritten,
        ...{ tokensCached, tokensCacheWritten },
        tokensOut: countOf(tokens.output) + countOf(tokens.reasoning),
        costMicros: microsOf(part.cost),
      })
      hearing.ended()
    }
    if (event.type === 'error') {
      const error = partOf(event.error)
      hearing.failed(partOf(error.data).message ?? error.message ?? error.name)
    }
  },
}

export const opencode = agentCommand(tool)
