'use client'

import { Field } from '@/ui/field'
import { Input, Select, Textarea } from '@/ui/input'

export type RuntimeName = 'bash' | 'http'

const runtimes: { name: RuntimeName; label: string }[] = [
  { name: 'bash', label: 'Command (bash)' },
  { name: 'http', label: 'HTTP endpoint' },
]

type RuntimeFieldsProps = {
  runtime: RuntimeName
  onRuntime: (runtime: RuntimeName) => void
  config?: Record<string, unknown>
  errors: Record<string, string | undefined>
}

/** How an agent is run, and the one setting that each way needs. */
export function RuntimeFields({ runtime, onRuntime, config = {}, errors }: RuntimeFieldsProps) {
  const text = (name: string) => (typeof config[name] === 'string' ? config[name] : '')
  return (
    <>
      <Field label="Runtime" hint="How a run of this agent is started." error={errors.runtime}>
        {(control) => (
          <Select
            {...control}
            name="runtime"
            value={runtime}
            onChange={(event) => onRuntime(event.target.value === 'http' ? 'http' : 'bash')}
          >
            {runtimes.map((each) => (
              <option key={each.name} value={each.name}>
                {each.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {runtime === 'bash' ? (
        <Field
          label="Command"
          hint="Runs in the agent's own workspace. The address of the product and a token that dies with the run are in its environment."
          error={errors['runtimeConfig.command'] ?? errors.runtimeConfig}
        >
          {(control) => (
            <Textarea
              {...control}
              name="command"
              rows={2}
              spellCheck={false}
              className="font-mono"
              placeholder="node agent.js"
              defaultValue={text('command')}
            />
          )}
        </Field>
      ) : (
        <Field
          label="Endpoint"
          hint="Each run is one POST to this address, with the task in its body."
          error={errors['runtimeConfig.endpoint'] ?? errors.runtimeConfig}
        >
          {(control) => (
            <Input
              {...control}
              name="endpoint"
              type="url"
              placeholder="https://agent.example.com/work"
              defaultValue={text('endpoint')}
            />
          )}
        </Field>
      )}
    </>
  )
}

/** The runtime's settings from a sent form, on top of what was there before. */
export function readRuntime(form: FormData, before: Record<string, unknown> = {}) {
  const runtime: RuntimeName = form.get('runtime') === 'http' ? 'http' : 'bash'
  const name = runtime === 'http' ? 'endpoint' : 'command'
  return { runtime, runtimeConfig: { ...before, [name]: String(form.get(name) ?? '').trim() } }
}
