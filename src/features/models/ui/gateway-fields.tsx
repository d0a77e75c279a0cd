'use client'

import { Field } from '@/ui/field'
import { Checkbox, Textarea } from '@/ui/input'

type Config = Record<string, unknown>

/** Runtimes whose models are found at the gateway when nothing else is said. */
const THROUGH_GATEWAY = ['claude-code', 'codex', 'openai-compatible']

/** Which models answer for an agent when the one that it asks for does not, and whether it goes through the gateway at all. */
export function GatewayFields({ runtime, config }: { runtime: string; config: Config }) {
  if (!THROUGH_GATEWAY.includes(runtime)) return null
  const { chain, isOff } = settingsIn(config)
  return (
    <>
      <Field
        label="Fallback models"
        isOptional
        hint="One a line, as provider/model, tried in this order when a model refuses or fails. For agents behind the model gateway."
      >
        {(control) => (
          <Textarea
            {...control}
            name="gatewayChain"
            rows={2}
            spellCheck={false}
            className="font-mono"
            placeholder={'openai/gpt-5.1\nlocal/qwen3-coder'}
            defaultValue={chain.join('\n')}
          />
        )}
      </Field>
      <Checkbox
        name="gatewayOff"
        defaultChecked={isOff}
        label="Asks its models itself"
        hint="Past the gateway, with a key or login of its own: its budget is then checked by what it reports."
      />
    </>
  )
}

function settingsIn(config: Config): { chain: string[]; isOff: boolean } {
  const gateway = typeof config.gateway === 'object' && config.gateway !== null ? (config.gateway as Config) : {}
  const chain = Array.isArray(gateway.chain) ? gateway.chain.filter((each) => typeof each === 'string') : []
  return { chain, isOff: gateway.isOff === true }
}

/** The settings with what a sent form says of the gateway. */
export function withGateway(form: FormData, runtime: string, config: Config): Config {
  const { gateway: _before, ...rest } = config
  if (!THROUGH_GATEWAY.includes(runtime)) return rest
  const chain = String(form.get('gatewayChain') ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const isOff = form.get('gatewayOff') === 'on'
  const gateway = { ...(chain.length > 0 ? { chain } : {}), ...(isOff ? { isOff } : {}) }
  return Object.keys(gateway).length > 0 ? { ...rest, gateway } : rest
}
