'use client'

import { Field } from '@/ui/field'
import { Checkbox, Input } from '@/ui/input'
import { isCommandLine } from '../rules/runtime'

type Config = Record<string, unknown>

/** What a model of each is called, and the variable that holds the key for it. */
const TOOLS: Record<string, { model: string; key: string }> = {
  'claude-code': { model: 'claude-sonnet-4-5', key: 'ANTHROPIC_API_KEY' },
  codex: { model: 'gpt-5.1-codex', key: 'OPENAI_API_KEY' },
  opencode: { model: 'anthropic/claude-sonnet-4-5', key: 'ANTHROPIC_API_KEY' },
  gemini: { model: 'gemini-2.5-pro', key: 'GEMINI_API_KEY' },
  cursor: { model: 'auto', key: 'CURSOR_API_KEY' },
}

/**
 * The settings of a coding agent that is started from its command line.
 * @param config of the agent; absent for one that is hired, whose key is asked for here and later is one of its variables
 */
export function CommandLineFields({ runtime, config }: { runtime: string; config?: Config }) {
  const tool = TOOLS[runtime]
  if (!tool) return null
  const { model, skipPermissions, keepSession } = config ?? {}
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Model" isOptional hint="Left empty, the tool takes its own default.">
          {(control) => (
            <Input
              {...control}
              name="model"
              placeholder={tool.model}
              spellCheck={false}
              autoComplete="off"
              defaultValue={typeof model === 'string' ? model : ''}
            />
          )}
        </Field>
        {config ? null : (
          <Field label={tool.key} isOptional hint="Is kept as a secret, and given to its runs.">
            {(control) => <Input {...control} name="toolKey" type="password" autoComplete="new-password" />}
          </Field>
        )}
      </div>
      <Checkbox
        name="keepSession"
        defaultChecked={keepSession !== false}
        label="Goes on with its session"
        hint="The next run of the same task continues the conversation of the last one, until that has grown old or long."
      />
      <Checkbox
        name="skipPermissions"
        defaultChecked={skipPermissions === true}
        label="May do anything without asking"
        hint="Switches the tool's own permissions off. Leave it out unless the worker is a sandbox."
      />
    </>
  )
}

/** The settings of a sent form on top of those before; null when the runtime is no command line. */
export function readCommandLine(form: FormData, runtime: string, before: Config): Config | null {
  const tool = TOOLS[runtime]
  if (!tool || !isCommandLine(runtime)) return null
  // what another runtime is started with
  const { endpoint: _endpoint, command: _command, model: _model, ...rest } = before
  const model = String(form.get('model') ?? '').trim()
  const key = String(form.get('toolKey') ?? '').trim()
  return {
    ...rest,
    ...(model === '' ? {} : { model }),
    ...(key === '' ? {} : { env: { [tool.key]: key } }),
    keepSession: form.get('keepSession') === 'on',
    skipPermissions: form.get('skipPermissions') === 'on',
  }
}
