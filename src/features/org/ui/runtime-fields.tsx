'use client'

import type { Inputs } from '@/entry/trpc/client'
import { GatewayFields, withGateway } from '@/features/models/ui/gateway-fields'
import { Field } from '@/ui/field'
import { Input, Select, Textarea } from '@/ui/input'
import { isCommandLine } from '../rules/runtime'
import { CommandLineFields, readCommandLine } from './command-line-fields'
import { SettingFields } from './setting-fields'
import { readSettings, settingsOf } from './settings-of-runtimes'

export type RuntimeName = NonNullable<Inputs['org']['hireAgent']['runtime']>

const labels: Record<RuntimeName, string> = {
  bash: 'Command (bash)',
  http: 'HTTP endpoint',
  'claude-code': 'Claude Code',
  codex: 'Codex',
  opencode: 'OpenCode',
  gemini: 'Gemini',
  cursor: 'Cursor',
  openclaw: 'OpenClaw',
  'openai-compatible': 'Model endpoint (OpenAI-compatible)',
  acp: 'ACP agent',
}

const names = Object.keys(labels) as RuntimeName[]

/** The runtime that a text names; `bash` when it names none. */
export function runtimeNamed(text: unknown): RuntimeName {
  return names.find((name) => name === text) ?? 'bash'
}

/** What people call a runtime. */
export function runtimeLabel(runtime: RuntimeName): string {
  return labels[runtime]
}

type RuntimeFieldsProps = {
  runtime: RuntimeName
  onRuntime: (runtime: RuntimeName) => void
  config?: Record<string, unknown>
  errors: Record<string, string | undefined>
}

/** How an agent is run, and the settings that each way has. */
export function RuntimeFields({ runtime, onRuntime, config: given, errors }: RuntimeFieldsProps) {
  const config = given ?? {}
  return (
    <>
      <Field label="Runtime" hint="How a run of this agent is started." error={errors.runtime}>
        {(control) => (
          <Select
            {...control}
            name="runtime"
            value={runtime}
            onChange={(event) => onRuntime(runtimeNamed(event.target.value))}
          >
            {names.map((name) => (
              <option key={name} value={name}>
                {labels[name]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {settingsOf(runtime) ? (
        <SettingFields settings={settingsOf(runtime) ?? []} config={config} errors={errors} key={runtime} />
      ) : isCommandLine(runtime) ? (
        <CommandLineFields key={runtime} runtime={runtime} config={given} />
      ) : runtime === 'bash' ? (
        <CommandField value={config.command} error={errors['runtimeConfig.command'] ?? errors.runtimeConfig} />
      ) : (
        <EndpointField
          value={config.endpoint}
          isNeeded={runtime === 'http'}
          error={errors['runtimeConfig.endpoint'] ?? errors.runtimeConfig}
        />
      )}
      <GatewayFields key={`${runtime} gateway`} runtime={runtime} config={config} />
    </>
  )
}

function CommandField({ value, error }: { value: unknown; error: string | undefined }) {
  return (
    <Field
      label="Command"
      hint="Runs in the agent's own workspace; its environment has the address of the product and a token that dies with the run. Left empty, the agent fetches its work itself."
      error={error}
    >
      {(control) => (
        <Textarea
          {...control}
          name="command"
          rows={2}
          spellCheck={false}
          className="font-mono"
          placeholder="node agent.js"
          defaultValue={typeof value === 'string' ? value : ''}
        />
      )}
    </Field>
  )
}

function EndpointField({ value, isNeeded, error }: { value: unknown; isNeeded: boolean; error: string | undefined }) {
  return (
    <Field
      label="Endpoint"
      isOptional={!isNeeded}
      hint={`Each run is one POST to this address, with the task in its body.${isNeeded ? '' : ' Left empty, the agent fetches its work itself.'}`}
      error={error}
    >
      {(control) => (
        <Input
          {...control}
          name="endpoint"
          type="url"
          placeholder="https://agent.example.com/work"
          defaultValue={typeof value === 'string' ? value : ''}
        />
      )}
    </Field>
  )
}

/** The runtime's settings from a sent form, on top of what was there before; an emptied setting goes away. */
export function readRuntime(form: FormData, before: Record<string, unknown> = {}) {
  const runtime = runtimeNamed(form.get('runtime'))
  const { runtimeConfig } = readOwn(form, runtime, before)
  return { runtime, runtimeConfig: withGateway(form, runtime, runtimeConfig) }
}

function readOwn(form: FormData, runtime: RuntimeName, before: Record<string, unknown>) {
  const settings = settingsOf(runtime)
  if (settings) return { runtimeConfig: readSettings(form, settings, before) }
  const ofTool = readCommandLine(form, runtime, before)
  if (ofTool) return { runtimeConfig: ofTool }
  const setting = runtime === 'bash' ? 'command' : 'endpoint'
  const { [setting]: _old, ...rest } = before
  const value = String(form.get(setting) ?? '').trim()
  return { runtimeConfig: value === '' ? rest : { ...rest, [setting]: value } }
}
