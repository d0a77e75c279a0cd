'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { isCommandLine } from '@/features/org/rules/runtime'
import { CommandLineFields } from '@/features/org/ui/command-line-fields'
import { HireDialog } from '@/features/org/ui/hire-dialog'
import { readRuntime, runtimeLabel, runtimeNamed } from '@/features/org/ui/runtime-fields'
import { ChoiceRow } from '@/features/tasks/ui/choice-row'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { parseDollars } from '@/ui/money'
import { EXAMPLE_COMMAND } from './example-command'

/** Hires with a runtime that a connected worker has: an agent's own tool where one is installed, else an example that needs no model. */
export function FirstAgent() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const workers = useQuery({
    ...trpc.runs.listWorkers.queryOptions({ companyId: slug }),
    // a worker comes without an event
    refetchInterval: 5_000,
  })
  const [chosen, setChosen] = useState<string>()
  const [isElse, setIsElse] = useState(false)
  const [capError, setCapError] = useState<string>()
  const hire = useSave(trpc.org.hireAgent.mutationOptions())
  const ready = (workers.data ?? []).filter((worker) => worker.state === 'ready')
  const tools = [...new Set(ready.flatMap((worker) => worker.runtimes))].filter(isCommandLine).sort()
  const way = chosen ?? tools[0] ?? 'example'
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const cap = String(form.get('cap')).trim()
    const capMicros = cap === '' ? null : parseDollars(cap)
    if (cap !== '' && capMicros === null) return setCapError('Type an amount in US dollars, such as 5 or 12.50.')
    setCapError(undefined)
    const how =
      way === 'example' ? { runtime: 'bash' as const, runtimeConfig: { command: EXAMPLE_COMMAND } } : readRuntime(form)
    hire.mutate({ companyId: slug, name: String(form.get('name')), role: 'CEO', managerId: null, capMicros, ...how })
  }
  return (
    <>
      <form onSubmit={submit} noValidate className="flex max-w-2xl flex-col gap-4">
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1.5 font-medium text-sm">How it works here</legend>
          {tools.map((tool) => (
            <ChoiceRow
              key={tool}
              type="radio"
              name="way"
              value={tool}
              checked={way === tool}
              onChange={() => setChosen(tool)}
            >
              {runtimeLabel(runtimeNamed(tool))}{' '}
              <span className="text-muted">is installed where the worker runs, and is used as you use it.</span>
            </ChoiceRow>
          ))}
          <ChoiceRow
            type="radio"
            name="way"
            value="example"
            checked={way === 'example'}
            onChange={() => setChosen('example')}
          >
            Example agent <span className="text-muted">a small script: no model, no key, no cost.</span>
          </ChoiceRow>
          {workers.data && ready.length === 0 ? (
            <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
              No worker is connected, so nothing would start it. Begin one with{' '}
              <code className="font-mono">npm run worker</code>.
            </p>
          ) : null}
        </fieldset>
        {way === 'example' ? null : (
          <>
            <input type="hidden" name="runtime" value={way} />
            <CommandLineFields key={way} runtime={way} />
          </>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" error={hire.fieldErrors.name}>
            {(control) => <Input {...control} name="name" defaultValue="Ada" autoComplete="off" />}
          </Field>
          <Field
            label="Monthly limit in US dollars"
            isOptional
            hint="It stops before it spends more."
            error={capError ?? hire.fieldErrors.capMicros}
          >
            {(control) => <Input {...control} name="cap" inputMode="decimal" defaultValue="5" autoComplete="off" />}
          </Field>
        </div>
        <FormProblem text={hire.formError} />
        <span className="flex flex-wrap gap-2">
          <Button variant="primary" type="submit" isBusy={hire.isPending}>
            Hire agent
          </Button>
          <Button variant="ghost" onClick={() => setIsElse(true)}>
            Use Claude Code, Codex, HTTP…
          </Button>
        </span>
      </form>
      <HireDialog isOpen={isElse} onClose={() => setIsElse(false)} />
    </>
  )
}
