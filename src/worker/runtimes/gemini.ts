import { agentCommand } from './agent-command'
import { type AgentTool, countOf, type Hearing, type Json, partOf } from './agent-tool'

/** What it may do without a question that nobody would answer; another list is `allowedTools`. */
const TOOLS = ['run_shell_command', 'read_file', 'read_many_files', 'write_file', 'replace', 'glob', 'web_fetch']

/** Gemini: `gemini` with its prompt as input. */
const tool: AgentTool = {
  title: 'Gemini',
  program: 'gemini',
  keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  args({ settings, sessionId }) {
    return [
      ...['--output-format', 'stream-json', '--skip-trust'],
      ...(settings.skipPermissions ? ['--yolo'] : ['--allowed-tools', (settings.allowedTools ?? TOOLS).join(',')]),
      ...(settings.model ? ['-m', settings.model] : []),
      ...settings.args,
      ...(sessionId ? ['--resume', sessionId] : []),
    ]
  },
  env: () => ({}),
  read(event, hearing, { model }) {
    if (event.type === 'init') hearing.session(event.session_id)
    if (event.type === 'message' && event.role === 'assistant') hearing.said(event.content)
    if (event.type === 'tool_use') hearing.called(event.tool_name, event.parameters)
    if (event.type === 'tool_result') hearing.answered(event.output ?? partOf(event.error).message)
    if (event.type === 'error') hearing.stumbled(event.message)
    if (event.type === 'result') readResult(event, hearing, model)
  },
}

function readResult(event: Json, hearing: Hearing, model = 'gemini'): void {
  const stats = partOf(event.stats)
  const models = Object.entries(partOf(stats.models))
  for (const [name, value] of models.length > 0 ? models : [[model, stats] as const]) {
    const usage = partOf(value)
    hearing.used(name, {
      model: name,
      tokensIn: countOf(usage.input_tokens),
      tokensCached: countOf(usage.cached),
      tokensOut: countOf(usage.output_tokens),
    })
  }
  if (event.status === 'success') hearing.ended()
  else hearing.failed(partOf(event.error).message)
}

export const gemini = agentCommand(tool)
