'use client'

import { useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react'
import { type FormEvent, useEffect, useRef } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button, ButtonLink } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'

type FirstTaskProps = { agent: { id: string; name: string } }

/** Tries the new agent's settings, and gives it something small to do. */
export function FirstTask({ agent }: FirstTaskProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const create = useSave(
    trpc.tasks.createTask.mutationOptions({
      onSuccess: () => {
        queryClient.invalidateQueries(trpc.tasks.pathFilter())
        queryClient.invalidateQueries(trpc.reports.pathFilter())
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.mutate({
      companyId: slug,
      title: String(form.get('title')),
      description: String(form.get('description')),
      assigneeId: agent.id,
    })
  }
  return (
    <form onSubmit={submit} noValidate className="flex max-w-2xl flex-col gap-4">
      <Tested agent={agent} />
      <Field label="Title" error={create.fieldErrors.title}>
        {(control) => <Input {...control} name="title" defaultValue="Introduce yourself" autoComplete="off" />}
      </Field>
      <Field label="Description" isOptional error={create.fieldErrors.description}>
        {(control) => (
          <Textarea
            {...control}
            name="description"
            rows={2}
            defaultValue="Look at where you work, and say in the thread what you found. Then complete the task."
          />
        )}
      </Field>
      <FormProblem text={create.formError} />
      <span>
        <Button variant="primary" type="submit" isBusy={create.isPending}>
          Give it to {agent.name}
        </Button>
      </span>
    </form>
  )
}

/** A worker tries the settings at once, and again when asked. */
function Tested({ agent }: FirstTaskProps) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const test = useSave(trpc.runs.testAgent.mutationOptions())
  const { mutate } = test
  const isBegun = useRef(false)
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    mutate({ companyId: slug, agentId: agent.id })
  }, [mutate, slug, agent.id])
  const said = test.problem?.message ?? test.data?.message
  const isGood = test.data?.ok === true
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <p
        role="status"
        className={`flex min-w-0 items-center gap-2 ${isGood ? 'text-good' : said ? 'text-bad' : 'text-muted'}`}
      >
        {isGood ? (
          <CircleCheck aria-hidden className="size-4 shrink-0" />
        ) : said ? (
          <CircleX aria-hidden className="size-4 shrink-0" />
        ) : (
          <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />
        )}
        {said ?? `A worker tries what ${agent.name} needs…`}
      </p>
      {said && !isGood ? (
        <>
          <Button size="sm" isBusy={test.isPending} onClick={() => mutate({ companyId: slug, agentId: agent.id })}>
            Test again
          </Button>
          <ButtonLink size="sm" href={to(`/agents/${agent.id}`)}>
            Change its settings
          </ButtonLink>
        </>
      ) : null}
    </div>
  )
}
