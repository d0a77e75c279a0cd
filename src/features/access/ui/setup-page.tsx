'use client'

import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import type { FormEvent } from 'react'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { FrontPage } from './front-page'

type Setup = { token: string; name: string; email: string | null }

async function redeem(setup: Setup): Promise<void> {
  const response = await fetch('/api/setup', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(setup),
  })
  if (response.ok) return
  const body: unknown = await response.json().catch(() => null)
  const said = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  throw new Error(typeof said === 'string' ? said : `The server answered ${response.status}. Nothing was changed.`)
}

/** Makes the first person of this installation, by the link that the server printed. */
export function SetupPage() {
  const token = useSearchParams().get('token') ?? ''
  const setup = useMutation({ mutationFn: redeem, onSuccess: () => window.location.assign('/') })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setup.mutate({ token, name: String(form.get('name')), email: String(form.get('email')).trim() || null })
  }
  if (!token) {
    return (
      <FrontPage title="Set up">
        <Panel>
          <p className="text-muted text-sm">
            This page needs the one-time link that the server prints when it starts for the first time. Open that link,
            whole.
          </p>
        </Panel>
      </FrontPage>
    )
  }
  return (
    <FrontPage title="Welcome" text="This link lets you in as the administrator of this installation.">
      <Panel>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Your name">
            {(control) => <Input {...control} name="name" required maxLength={120} autoComplete="name" />}
          </Field>
          <Field
            label="Your e-mail address"
            isOptional
            hint="So that signing in with an identity provider finds you later."
          >
            {(control) => <Input {...control} name="email" type="email" autoComplete="email" />}
          </Field>
          <FormProblem text={setup.error?.message} />
          <Button type="submit" variant="primary" size="lg" isBusy={setup.isPending || setup.isSuccess}>
            Come in
          </Button>
        </form>
      </Panel>
    </FrontPage>
  )
}
