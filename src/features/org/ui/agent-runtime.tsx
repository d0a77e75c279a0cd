'use client'

import { type FormEvent, useState } from 'react'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Granted, GrantedFields } from '@/features/companies/ui/granted'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import type { AgentView } from '../schema'
import { RuntimeFields, readRuntime, runtimeNamed } from './runtime-fields'
import { TestSettings } from './test-settings'
import { useSaveAgent } from './use-save-agent'
import { readVariables, VariableFields } from './variable-fields'
import { listFor } from './variables'

/** How an agent is run, with the variables it finds; a worker can try what is saved. */
export function AgentRuntime({ agent }: { agent: AgentView }) {
  const { save, change } = useSaveAgent(agent)
  const [runtime, setRuntime] = useState(runtimeNamed(agent.runtime))
  const isOff = agent.state === 'terminated'
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    change({
      ...readRuntime(form, readVariables(form, runtime, agent.runtimeConfig)),
      replaceRuntimeConfig: true,
    })
  }
  return (
    <Panel title="Runtime" hint="The next run starts with what is saved.">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <GrantedFields to="org:write">
          <RuntimeFields
            runtime={runtime}
            onRuntime={setRuntime}
            config={agent.runtimeConfig}
            errors={save.fieldErrors}
          />
          <VariableFields runtime={runtime} config={agent.runtimeConfig} key={listFor(runtime)} />
          <FormProblem text={save.formError} />
        </GrantedFields>
        <Granted to="org:write">
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" variant="primary" isBusy={save.isPending} disabled={isOff}>
              Save runtime
            </Button>
            <TestSettings agentId={agent.id} isOff={isOff} />
          </div>
        </Granted>
      </form>
    </Panel>
  )
}
