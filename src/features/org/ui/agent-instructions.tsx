'use client'

import { useState } from 'react'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Granted, GrantedFields } from '@/features/companies/ui/granted'
import { useGrants } from '@/features/companies/ui/use-grants'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Textarea } from '@/ui/input'
import { Markdown } from '@/ui/markdown'
import { Panel } from '@/ui/panel'
import { ViewSwitch } from '@/ui/view-switch'
import type { AgentView } from '../schema'
import { useSaveAgent } from './use-save-agent'

const VIEWS = [
  { id: 'write', label: 'Write' },
  { id: 'read', label: 'Read' },
] as const

/** What an agent is told about itself and its work, and what it is good at. */
export function AgentInstructions({ agent }: { agent: AgentView }) {
  const { save, change } = useSaveAgent(agent)
  const isGranted = useGrants().has('org:write')
  const [view, setView] = useState<'write' | 'read'>('write')
  const [instructions, setInstructions] = useState(agent.instructions)
  const [capabilities, setCapabilities] = useState(agent.capabilities)
  return (
    <Panel
      title="Instructions"
      hint="Each run begins with them."
      actions={
        <Granted to="org:write">
          <ViewSwitch label="Show as" views={VIEWS} chosenId={view} onChoose={setView} />
        </Granted>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change({ instructions, capabilities })
        }}
        noValidate
        className="flex flex-col gap-4"
      >
        {view === 'write' && isGranted ? (
          <Textarea
            aria-label="Instructions"
            rows={14}
            value={instructions}
            onChange={(event) => setInstructions(event.target.value)}
            placeholder="Who it is, how it works, what it must not do. Markdown."
          />
        ) : instructions === '' ? (
          <p className="text-muted text-sm">Nothing is written yet.</p>
        ) : (
          <Markdown text={instructions} />
        )}
        <GrantedFields to="org:write">
          <Field
            label="Capabilities"
            isOptional
            hint="What it is good at; work is matched by it."
            error={save.fieldErrors.capabilities}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                value={capabilities}
                onChange={(event) => setCapabilities(event.target.value)}
              />
            )}
          </Field>
        </GrantedFields>
        <FormProblem text={save.fieldErrors.instructions ?? save.formError} />
        <Granted to="org:write">
          <div>
            <Button type="submit" variant="primary" isBusy={save.isPending} disabled={agent.state === 'terminated'}>
              Save instructions
            </Button>
          </div>
        </Granted>
      </form>
    </Panel>
  )
}
