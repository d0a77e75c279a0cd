import fs from 'node:fs'
import path from 'node:path'
import { agentCommand } from './agent-command'
import { type AgentCall, type AgentTool, countOf, type Hearing, type Json, partOf } from './agent-tool'

/** What it may do without a question that nobody would answer; another list is `allowedTools`. */
const TOOLS = ['run_shell_command', 'write_file', 'replace', 'web_fetch']

/** Gemini: `gemini` with its prompt as input. It asks before a shell command that redirects, unless a policy in a file says otherwise. */
const tool: AgentTool = {
  title: 'Gemini',
  program: 'gemini',
  keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  args(call) {
    const { settings, sessionId } = call
    return [
      ...['--output-format', 'stream-json', '--skip-trust'],
      ...(settings.skipPermissions ? ['--yolo'] : ['--policy', policyFile(call)]),
      ...(settings.model ? ['-m', settings.model] : []),
      ...settings.args,
      ...(sessionId ? ['--resume', sessionId] : []),
    ]
  },
  env: () => ({}),
  prepare(call) {
    const { settings, home } = call
    const names = JSON.stringify(settings.allowedTools ?? TOOLS)
    const rule = `[[rule]]\ntoolName = ${names}\ndecision = "allow"\npriority = 900\nallowRedirection = true\n`
    fs.writeFileSync(policyFile(call), rule, { mode: 0o600 })
    if (settings.usesWorkerHome) return
    // without a choice made before, it asks how to log in
    const auth = { selectedType: settings.env.GEMINI_API_KEY ? 'gemini-api-key' : 'vertex-ai' }
    fs.mkdirSync(path.join(home, '.gemini'), { recursive: true, mode: 0o700 })
    const chosen = { security: { auth }, general: { disableAutoUpdate: true }, ...settings.toolConfig }
    fs.writeFileSync(path.join(home, '.gemini', 'settings.json'), JSON.stringify(chosen), { mode: 0o600 })
  },
  read(event, hearing) {
    if (event.type === 'init') hearing.session(event.session_id)
    if (event.type === 'message' && event.role === 'assistant') {
      if (event.delta) hearing.saidPart(event.content)
      else hearing.said(event.content)
    }
    if (event.type === 'tool_use') hearing.called(event.tool_name, event.parameters)
    if (event.type === 'tool_result') hearing.answered(event.output ?? partOf(event.error).message)
    if (event.type === 'error') hearing.stumbled(event.message)
    if (event.type === 'result') readResult(event, hearing)
  },
}

function policyFile({ folder }: AgentCall): string {
  return path.join(folder, 'gemini-policy.toml')
}

function readResult(event: Json, hearing: Hearing): void {
  for (const [model, value] of Object.entries(partOf(partOf(event.stats).models))) {
    const usage = partOf(value)
    hearing.used(model, {
      model,
      tokensIn: countOf(usage.input_tokens),
      tokensCached: countOf(usage.cached),
      tokensOut: countOf(usage.output_tokens),
    })
  }
  if (event.status === 'success') hearing.ended()
  else hearing.failed(partOf(event.error).message)
}

export const gemini = agentCommand(tool)
