import { agentCommand } from './agent-command'
import { type AgentTool, partOf, partsOf } from './agent-tool'

/**
 * Cursor: `cursor-agent -p`. Written from its documentation and tested against nothing: it has no package in a registry and no other
 * model than its maker's service. It does not say what it used; its runs are shown without a cost.
 */
const tool: AgentTool = {
  title: 'Cursor',
  program: 'cursor-agent',
  keys: ['CURSOR_API_KEY'],
  args({ settings, sessionId }) {
    return [
      ...['-p', '--output-format', 'stream-json'],
      ...(settings.skipPermissions ? ['--force'] : []),
      ...(settings.model ? ['--model', settings.model] : []),
      ...settings.args,
      ...(sessionId ? [`--resume=${sessionId}`] : []),
    ]
  },
  env: () => ({}),
  read(event, hearing) {
    hearing.session(event.session_id)
    if (event.type === 'assistant') {
      for (const part of partsOf(partOf(event.message).content)) hearing.said(part.text)
    }
    if (event.type === 'tool_call' && event.subtype === 'started') {
      const [[name, call] = ['tool', {}]] = Object.entries(partOf(event.tool_call))
      hearing.called(name, partOf(call).args)
    }
    if (event.type !== 'result') return
    if (event.is_error) hearing.failed(event.result)
    else hearing.ended(event.result)
  },
}

export const cursor = agentCommand(tool)
